#include "reconciler/adapters/postgres/open.h"

#include "reconciler/adapters/postgres/postgres_server.h"

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using ParsedOptions = std::unique_ptr<PQconninfoOption, FreeOptions>;

Error not_understood() {
  return {.code = Code::ServerNotListed,
          .what = "the URI of a --server cannot be understood",
          .hint = "Write it as postgresql://user@host:port/postgres?sslmode=verify-full."};
}

ServerAddress address_of(const AdminLogin& otherwise) {
  ServerAddress address{.host = otherwise.host, .user = otherwise.username};
  if (!otherwise.port.empty()) address.port = otherwise.port;
  address.password = otherwise.password.duplicate();
  return address;
}

void take(ServerAddress& address, std::string_view keyword, const char* value) {
  if (keyword == "host" || keyword == "hostaddr")
    address.host = value;
  else if (keyword == "port")
    address.port = value;
  else if (keyword == "user")
    address.user = value;
  else if (keyword == "password")
    address.password = Secret{value};
  else if (keyword == "sslmode")
    address.sslmode = value;
  else if (keyword != "dbname")
    address.options[std::string(keyword)] = value;
}

}  // namespace

Result<std::unique_ptr<DatabaseServer>> open_postgres(const Secret& uri,
                                                      const AdminLogin& otherwise, Clock& clock,
                                                      Entropy& entropy) {
  char* message = nullptr;
  const ParsedOptions options(PQconninfoParse(std::string(uri.reveal()).c_str(), &message));
  if (message != nullptr) PQfreemem(message);  // It may repeat the password.
  if (options == nullptr) return not_understood();
  ServerAddress address = address_of(otherwise);
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr) take(address, option->keyword, option->val);
  return std::unique_ptr<DatabaseServer>(
      std::make_unique<PostgresServer>(std::move(address), clock, entropy));
}

}  // namespace pgberth
