#pragma once

#include "tests/support/faulty.h"
#include "tests/support/harness.h"
#include <functional>
#include <set>
#include <string>

namespace pgberth {

/// The stores that a trial of faults runs on, in the place of the harness's own.
struct TrialStores {
  /// Puts them, emptied, into the harness's world. Empty: the harness's own are used.
  std::function<void(Harness& harness)> put_in{};
  /// Every value that they hold.
  std::function<std::set<std::string>()> values{};
};

/// `fault` before or after each call of a pass in turn, its first to its last; then passes without
/// faults must come to what an undisturbed pass makes, with no credential lost. Nobody helps, but
/// locks go with whoever crashes.
void converge_from_each_position(Claims (*claims)(), Fault fault, bool plain_admin,
                                 const TrialStores& stores = {});

}  // namespace pgberth
