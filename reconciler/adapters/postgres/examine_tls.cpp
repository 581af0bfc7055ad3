#include "reconciler/adapters/postgres/examine.h"

#include <libpq-fe.h>

namespace pgberth {
namespace {

/// Hosts to which one may speak without TLS: this machine, and what a cluster's DNS answers.
bool is_near(const std::string& host) {
  return host.find('.') == std::string::npos || host.starts_with("127.") ||
         host.ends_with(".svc") || host.ends_with(".svc.cluster.local");
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
  if (is_near(address.host)) {
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
