#include "reconciler/cli/doctor.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

/// Whether `uri` tells whom to log in as. A server that no values name has no other admin.
bool names_user(const Secret& uri) {
  std::string_view rest = uri.reveal();
  rest.remove_prefix(std::min(rest.find("://") + 3, rest.size()));
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  const std::size_t at = authority.rfind('@');
  const bool before_host = at != std::string_view::npos && at > 0 && authority.front() != ':';
  return before_host || rest.find("?user=") != std::string_view::npos ||
         rest.find("&user=") != std::string_view::npos;
}

std::string words(const ListedServer& server) {
  return server.port.empty() ? server.host : server.host + ":" + server.port;
}

/// Those of the list that no claim leads to.
std::vector<SpareServer> spare_servers(const Settings& settings, const Claims& claims) {
  std::set<const ListedServer*> used;
  for (const auto& [id, claim] : claims.claims) {
    const auto server = claims.servers.find(claim.server);
    if (!claim.planned() || !claim.needs_server() || server == claims.servers.end()) continue;
    const Document& admin = server->second.admin;
    used.insert(entry_for(settings.servers, text_or_empty(admin, Field::Host),
                          text_or_empty(admin, Field::Port)));
  }
  std::vector<SpareServer> spare;
  for (const ListedServer& server : settings.servers)
    if (!used.contains(&server) && names_user(server.uri))
      spare.push_back({.id = ServerId("listed " + words(server)),
                       .what = words(server),
                       .login = {.host = server.host, .port = server.port}});
  return spare;
}

}  // namespace

CheckupReport checkup_of(const Settings& settings, Desired desired, World& world) {
  CheckupOptions options{.bounds = bounds_of(settings)};
  for (const auto& [id, address] : settings.stores.own) options.stores.insert(id);
  CheckupReport report = checkup(std::move(desired), world, options);
  auto spare = checkup(spare_servers(settings, report.claims), world, options.at_once);
  for (Examined& server : spare) report.servers.push_back(std::move(server));
  return report;
}

}  // namespace pgberth
