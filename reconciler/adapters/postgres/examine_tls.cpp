#include "reconciler/adapters/postgres/examine.h"

#include <libpq-fe.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace pgberth {
namespace {

std::vector<std::string> parts_of(const std::string& list, char separator) {
  std::vector<std::string> parts;
  std::istringstream text(list + separator);
  for (std::string part; std::getline(text, part, separator);) parts.push_back(part);
  return parts;
}

bool is_byte(const std::string& text) {
  return !text.empty() && text.size() <= 3 &&
         text.find_first_not_of("0123456789") == std::string::npos && std::stoi(text) <= 255;
}

/// ::1, or one of 127.0.0.0/8 in full: what is anything else to libpq could be a name.
bool is_loopback(const std::string& literal) {
  const std::vector<std::string> parts = parts_of(literal, '.');
  const bool four = parts.size() == 4 && std::ranges::all_of(parts, is_byte);
  return literal == "::1" || (four && parts.front() == "127");
}

bool is_own_machine(const std::string& host) {
  const bool socket = host.starts_with('/') || host.starts_with('@');
  return socket || host == "localhost" || is_loopback(host);
}

/// What a cluster's DNS answers.
bool is_in_cluster(const std::string& host) {
  return host.find_first_of(".:") == std::string::npos || host.ends_with(".svc") ||
         host.ends_with(".svc.cluster.local");
}

/// Hosts to which one may speak without TLS. libpq tries those of a list one after the other, and
/// with `hostaddr` the name of the host leads nowhere.
bool is_near(const ServerAddress& address) {
  const auto literal = address.options.find("hostaddr");
  if (literal != address.options.end())
    return std::ranges::all_of(parts_of(literal->second, ','), is_loopback);
  return std::ranges::all_of(parts_of(address.host, ','), [](const std::string& host) {
    return is_own_machine(host) || is_in_cluster(host);
  });
}

Check tls(const ServerAddress& address, const std::string& protocol) {
  const bool by_authority =
      address.sslmode.starts_with("verify") ||
      (address.sslmode == "require" && address.options.contains("sslrootcert"));
  const std::string used = protocol.empty() ? "none" : protocol;
  Check check{.about = "TLS", .verdict = Verdict::Fine};
  if (!protocol.empty() && by_authority) {
    check.seen = used + ", the server is known by its certificate";
    return check;
  }
  if (is_near(address)) {
    check.seen = used + ", not verified, which will do on one's own machine or inside a cluster";
    return check;
  }
  check.verdict = Verdict::Missing;
  check.seen = used + ", and whoever answers there is taken for the server";
  check.cure =
      "Write in the server's uri: ?sslmode=verify-full&sslrootcert=FILE\n"
      "with the authority of its certificate in FILE.";
  return check;
}

Check channel_binding(const ServerAddress& address) {
  // A libpq before 16 needs it to refuse weak authentication, so there it is always required.
  constexpr int free_to_choose = 160'000;
  if (address.allow_weak_authentication)
    return {.about = "channel binding",
            .verdict = Verdict::Optional,
            .seen = "the settings let the server ask for passwords in clear or as MD5",
            .cure = "Take allowWeakAuthentication out of the settings of this server."};
  const bool required = address.require_channel_binding || PQlibVersion() < free_to_choose;
  if (required) return {.about = "channel binding", .verdict = Verdict::Fine, .seen = "required"};
  return {.about = "channel binding",
          .verdict = Verdict::Missing,
          .seen = "the server's uri does not require it",
          .cure = "Write in the server's uri: channel_binding=require"};
}

}  // namespace

void examine_tls(const ServerAddress& address, const std::string& protocol, CheckList& checks) {
  checks.add(tls(address, protocol));
  if (!protocol.empty()) checks.add(channel_binding(address));
}

}  // namespace pgberth
