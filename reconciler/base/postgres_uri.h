#pragma once

#include "reconciler/base/secret.h"

#include <string_view>

namespace pgberth {

struct UriParts {
  std::string_view username;
  std::string_view password;
  std::string_view host;
  std::string_view port;
  std::string_view database;
};

/// "postgresql://user:password@host:port/database", each part percent-encoded where it must be. The
/// port is left out when it is empty.
Secret postgres_uri(const UriParts& parts);

}  // namespace pgberth
