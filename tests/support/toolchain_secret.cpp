#include "tests/support/toolchain_secret.h"

#include "reconciler/text/envelope.h"

#include <stdexcept>

namespace pgberth {

std::string creds_in(const std::string& name_space, const std::string& database) {
  return name_space + "/" + name_space + "-db-" + database + "-creds";
}

Keys opened(const Keys& entry) {
  const auto fields = open_envelope(entry.at("secret_string"));
  if (!fields) throw std::runtime_error(fields.error().what);
  Keys keys;
  for (const auto& [key, value] : *fields) keys[key] = value.reveal();
  return keys;
}

ServiceLogin login_in(const Keys& entry) {
  const Keys keys = opened(entry);
  return {.user = keys.at("user"), .password = keys.at("password"), .database = keys.at("dbname")};
}

}  // namespace pgberth
