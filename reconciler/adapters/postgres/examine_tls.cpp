#include "reconciler/adapters/postgres/examine.h"

#include <libpq-fe.h>

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sstream>
#include <vector>

namespace pgberth {
namespace {

bool is_loopback(const std::string& literal) {
  in_addr four{};
  if (inet_pton(AF_INET, literal.c_str(), &four) == 1) return ntohl(four.s_addr) >> 24u == 127;
  in6_addr six{};
  return inet_pton(AF_INET6, literal.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
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

/// The names that libpq tries one after the other.
std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  std::istringstream text(list);
  for (std::string name; std::getline(text, name, ',');) names.push_back(name);
  return names;
}

/// Hosts to which one may speak without TLS. With `hostaddr` the name of the host leads nowhere.
bool is_near(const ServerAddress& address) {
  const auto literal = address.options.find("hostaddr");
  if (literal != address.options.end())
    return std::ranges::all_of(names_in(literal->second), is_loopback);
  return std::ranges::all_of(names_in(address.host), [](const std::string& host) {
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
  const bool required = address.require_channel_binding || PQlibVersion() < free_to_choose;
  if (required && !address.allow_weak_authentication)
    return {.about = "channel binding", .verdict = Verdict::Fine, .seen = "required"};
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
