#pragma once

#include "reconciler/apply/checkup.h"
#include "reconciler/settings/settings.h"

namespace pgberth {

/// What is to be told of all servers and stores that `desired` uses, and of those that only
/// `settings` name: of servers those with an admin.
CheckupReport checkup_of(const Settings& settings, Desired desired, World& world);

}  // namespace pgberth
