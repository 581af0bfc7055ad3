#pragma once

#include "reconciler/model/place.h"
#include "reconciler/model/shape.h"

#include <string>

namespace pgberth::toolchain {

/// A database that a role owns as which nobody logs in; PUBLIC stays out. `locale` may be "".
Shape shape(const std::string& locale);

/// A database that its one role owns: for software that knows nothing of SET ROLE.
Shape simple_shape(const std::string& locale);

/// The rotatable state map with the credential as Django's settings read it.
Layout credential_layout();

/// The three plain keys of a simple database.
Layout simple_layout();

}  // namespace pgberth::toolchain
