#include "reconciler/adapters/postgres/server_uri.h"

#include <libpq-fe.h>

#include <memory>
#include <string.h>
#include <string>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const noexcept {
    for (PQconninfoOption* option = options; option->keyword != nullptr; ++option)
      if (option->val != nullptr) explicit_bzero(option->val, strlen(option->val));
    PQconninfoFree(options);
  }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

Error not_understood(const AdminLogin& otherwise) {
  return {.code = Code::BadOption,
          .what = "the URI of --server for host \"" + otherwise.host + "\" is not one of libpq's",
          .hint =
              "Write it as postgresql://USER@HOST:PORT/?sslmode=verify-full; characters such "
              "as @ in a name are written as %40."};
}

/// What libpq reads in `uri`, or nothing.
Options parts_of(const Secret& uri) {
  // libpq wants text that ends in a NUL byte. Its message may repeat the URI, so it is not used.
  std::string text(uri.reveal());
  char* message = nullptr;
  Options options(PQconninfoParse(text.c_str(), &message));
  explicit_bzero(text.data(), text.size());
  if (message != nullptr) {
    explicit_bzero(message, strlen(message));
    PQfreemem(message);
  }
  return options;
}

/// Writes one part of the URI to its place in `address`.
void take(std::string_view keyword, const char* value, ServerAddress& address) {
  if (keyword == "host") {
    address.host = value;
  } else if (keyword == "port") {
    address.port = value;
  } else if (keyword == "user") {
    address.user = value;
  } else if (keyword == "password") {
    address.password = Secret{value};
  } else if (keyword == "sslmode") {
    address.sslmode = value;
  } else if (keyword == "channel_binding") {
    address.require_channel_binding = std::string_view(value) == "require";
  } else if (keyword != "dbname") {
    address.options.emplace(keyword, value);
  }
}

}  // namespace

Result<ServerAddress> server_address(const Secret& uri, const AdminLogin& otherwise) {
  const Options options = parts_of(uri);
  if (options == nullptr) return not_understood(otherwise);
  ServerAddress address{.host = otherwise.host,
                        .user = otherwise.username,
                        .password = otherwise.password.duplicate()};
  if (!otherwise.port.empty()) address.port = otherwise.port;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr && *option->val != '\0') take(option->keyword, option->val, address);
  return address;
}

}  // namespace pgberth
