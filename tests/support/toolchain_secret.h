#pragma once

#include "tests/support/service_login.h"
#include "tests/support/stored.h"

namespace pgberth {

/// What a service finds when it opens the rotatable secret of an entry, as text.
Keys opened(const Keys& entry);

/// The login in it.
ServiceLogin login_in(const Keys& entry);

}  // namespace pgberth
