#pragma once

#include "tests/support/service_login.h"
#include "tests/support/stored.h"
#include <string>

namespace pgberth {

/// Where the Secret of `database` is in `name_space`, for the release "<name_space>-db".
std::string creds_in(const std::string& name_space, const std::string& database);

/// What a service finds when it opens the rotatable secret of an entry, as text.
Keys opened(const Keys& entry);

/// The login in it.
ServiceLogin login_in(const Keys& entry);

}  // namespace pgberth
