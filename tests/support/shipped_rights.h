#pragma once

#include "tests/support/kubernetes_fixture.h"
#include <string>

namespace pgberth {

/// The rights of deploy/rights/kubernetes on the shared cluster, exactly as they are shipped, and
/// pgberth's own service account.
class ShippedRights {
 public:
  /// Puts them in force; the policies too, which takes a moment.
  ShippedRights();

  /// Binds a tier in a namespace, by the command that its file tells.
  void bind(const std::string& name_space, const std::string& tier) const;

  const std::string& token() const { return token_; }
  static std::string user() { return "system:serviceaccount:pgberth:pgberth"; }

 private:
  std::string token_{};
};

/// Those of the test program, put in force when they are first asked for.
const ShippedRights& shipped_rights();

}  // namespace pgberth
