#pragma once

#include "reconciler/model/claim.h"

#include <string>
#include <vector>

namespace pgberth::toolchain {

/// Names that two databases of an environment would share.
///
/// E305: one role on one server, or one entry, for two databases; both are blocked. W222: a
/// database whose name ends in that of a namespace ("users_prod"), so that its login role without
/// a namespace, which rotation and development give it, is that of another database in it.
Findings clashes(const Claims& claims, const std::vector<std::string>& namespaces);

}  // namespace pgberth::toolchain
