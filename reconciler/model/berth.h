#pragma once

#include "reconciler/model/claim.h"

#include <optional>

namespace pgberth {

/// The names that a resolved claim stands for on its server.
struct Berth {
  DatabaseName database{};
  RoleName login{};
  RoleName owner{};  ///< The owner role of shapes that have one, else empty.

  /// Whom `who` means here; Public and Admin have no name of their own in a claim.
  RoleName role(Who who, const RoleName& admin) const;
};

/// The berth of a claim whose database and login are known, else nothing.
std::optional<Berth> berth_of(const Claim& claim);

}  // namespace pgberth
