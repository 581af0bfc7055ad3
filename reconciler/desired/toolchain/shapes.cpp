#include "reconciler/desired/toolchain/shapes.h"

namespace pgberth::toolchain {

Shape shape(const std::string& locale) {
  return {.database_owner = Who::Owner,
          .owner_role = true,
          .login_inherits = false,
          .public_connects = false,
          .encoding = "UTF8",
          .locale = locale,
          .from = "template0",
          .once = {{.on = On::Schema, .privileges = "ALL", .to = Who::Owner}},
          .per_login = {{.on = On::Database, .privileges = "CONNECT", .to = Who::Login}}};
}

Shape simple_shape(const std::string& locale) {
  return {.database_owner = Who::Login,
          .login_inherits = false,
          .public_connects = false,
          .encoding = "UTF8",
          .locale = locale,
          .from = "template0",
          .once = {{.on = On::Schema, .privileges = "ALL", .to = Who::Login}},
          .per_login = {{.on = On::Database, .privileges = "CONNECT", .to = Who::Login}}};
}

Layout credential_layout() {
  return {.keys = {{"dbname", {.what = Field::Database}},
                   {"engine", {.what = Field::Engine}},
                   {"host", {.what = Field::Host}},
                   {"password", {.what = Field::Password}},
                   {"port", {.what = Field::Port, .number = true}},
                   {"set_role", {.what = Field::Owner}},
                   {"user", {.what = Field::Username}}},
          .envelope = "secret_string"};
}

Layout simple_layout() {
  return {.keys = {{"connection-string", {.what = Field::Url}},
                   {"postgres-password", {.what = Field::Password}},
                   {"postgres-user", {.what = Field::Username}}}};
}

}  // namespace pgberth::toolchain
