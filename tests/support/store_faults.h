#pragma once

#include "reconciler/adapters/http/json_api.h"
#include "reconciler/model/store.h"

#include "tests/support/http_proxy.h"
#include <chrono>
#include <functional>
#include <string>

namespace pgberth {

/// For the ways that meet faults: a real server answers at once, so nothing has to be waited for.
inline constexpr Patience kHurried{.tries = 4,
                                   .first = std::chrono::milliseconds{5},
                                   .longest = std::chrono::milliseconds{20},
                                   .in_all = std::chrono::milliseconds{5'000},
                                   .each = std::chrono::milliseconds{700}};

/// A store of which one way leads through a proxy, one is straight, and one trusts the wrong
/// authority.
struct FaultyWays {
  std::string name;         ///< "Kubernetes".
  SecretStore& through;     ///< The way through `proxy`.
  SecretStore& straight;    ///< To arrange things and to see what became of them.
  SecretStore& untrusting;  ///< Another authority than the server's is trusted.
  HttpProxy& proxy;
  std::function<std::string(const std::string& name)> path;
  std::string root;  ///< What the paths of all entries begin with.
};

/// Does each kind of call with each fault, once and over and over, and holds it to this: what
/// passes is overcome, what stays is told, no entry is changed that was there, and none is born
/// twice. Prints a line for each call and fault.
void try_all_faults(const FaultyWays& ways);

}  // namespace pgberth
