#include "reconciler/settings/server_list.h"

#include <algorithm>
#include <cctype>

namespace pgberth {
namespace {

constexpr std::string_view kPostgresPort = "5432";

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool host_like(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == ':';
  });
}

Error not_understood(std::string what) {
  return {.code = Code::BadOption,
          .what = "--server " + std::move(what),
          .hint =
              "Write it as --server db.example.internal=postgresql://admin@127.0.0.1:5432/?"
              "sslmode=verify-full."};
}

struct HostAndPort {
  std::string_view host;
  std::string_view port;
};

/// "[::1]:5432", "db:5432", "db"; an address with several colons and no bracket has no port.
HostAndPort split(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return {"", ""};
    const std::string_view rest = text.substr(end + 1);
    return {text.substr(1, end - 1), rest.starts_with(':') ? rest.substr(1) : rest};
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos)
    return {text, ""};
  // "db:" names no port: a blank makes it one that is refused.
  return {text.substr(0, colon), colon + 1 == text.size() ? " " : text.substr(colon + 1)};
}

}  // namespace

ListedServer ListedServer::duplicate() const {
  return {.host = host,
          .port = port,
          .uri = uri.duplicate(),
          .admin_password = admin_password,
          .system_identifier = system_identifier,
          .allow_weak_authentication = allow_weak_authentication,
          .admin_entry = admin_entry};
}

Result<ListedServer> listed_server(std::string_view host, std::string_view port,
                                   std::string_view uri) {
  if (!host_like(host)) return not_understood("does not begin with a host");
  if (!port.empty() && !all_digits(port))
    return not_understood("of host \"" + std::string(host) + "\" has a port that is no number");
  if (!uri.starts_with("postgresql://") && !uri.starts_with("postgres://"))
    return not_understood("of host \"" + std::string(host) +
                          "\" names no URI that begins with postgresql://");
  return ListedServer{.host = lower(host), .port = std::string(port), .uri = Secret{uri}};
}

Result<ListedServer> listed_server(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return not_understood("has no \"=\" between host and URI");
  const auto [host, port] = split(text.substr(0, equals));
  return listed_server(host, port, text.substr(equals + 1));
}

const ListedServer* entry_for(const std::vector<ListedServer>& list, std::string_view host,
                              std::string_view port) {
  const std::string wanted = lower(host);
  const std::string_view wanted_port = port.empty() ? kPostgresPort : port;
  const ListedServer* any_port = nullptr;
  for (const ListedServer& entry : list) {
    if (entry.host != wanted) continue;
    if (entry.port == wanted_port) return &entry;
    if (entry.port.empty()) any_port = &entry;
  }
  return any_port;
}

}  // namespace pgberth
