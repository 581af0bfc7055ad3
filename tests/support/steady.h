#pragma once

#include "tests/support/settings_site.h"

namespace pgberth {

/// Fails the test unless a second apply writes nothing, neither on `postgres` nor in the store, and
/// diff agrees.
void expect_steady(const SettingsSite& site, const PostgresFixture& postgres);

}  // namespace pgberth
