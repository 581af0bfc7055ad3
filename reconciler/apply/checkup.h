#pragma once

#include "reconciler/model/bounds.h"
#include "reconciler/model/checkup.h"
#include "reconciler/model/world.h"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// A server or a store, and all that was looked at there.
struct Examined {
  std::string what;               ///< "db.example:5432", "kubernetes".
  std::set<std::string> names{};  ///< What environments call the server; of a store none.
  std::vector<Check> checks{};    ///< None: nothing is to be done there.

  /// What is seen of kWhoWeAre, or "".
  std::string who() const;
};

/// What a look at all servers and stores came to.
struct CheckupReport {
  std::vector<Examined> servers{};
  std::vector<Examined> stores{};
  Claims claims{};      ///< As far as entries tell of them.
  Findings findings{};  ///< Errors: what they are about was not looked at.
};

/// A server of which no claim speaks.
struct SpareServer {
  ServerId id;
  std::string what;
  AdminLogin login;
};

struct CheckupOptions {
  BoundsOf bounds{};           ///< What environments may name.
  std::set<StoreId> stores{};  ///< To look at even if no claim has a place there.
  std::size_t at_once = 16;    ///< Servers, and stores; most of the time they are waited for.
};

/// Looks whether all that `desired` may come to can be done by who we are. It writes nothing: it
/// reads entries as far as they tell names and admin logins, and asks each server and store.
CheckupReport checkup(Desired desired, World& world, const CheckupOptions& options);

/// The same for servers by themselves, in their order.
std::vector<Examined> checkup(const std::vector<SpareServer>& servers, World& world,
                              std::size_t at_once);

/// Whether something could not be looked at, or kept others from being looked at.
bool looked_at_all(const CheckupReport& report);

/// Whether something is missing.
bool lacks_something(const CheckupReport& report);

}  // namespace pgberth
