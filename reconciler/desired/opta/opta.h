#pragma once

#include "reconciler/desired/environment.h"

namespace pgberth::opta {

/// What the Opta files of an environment ask for: one claim for each link of a k8s-service to a
/// Postgres module, with the entry that its pods read. Files stand side by side, none is merged
/// with another; one that cannot be read takes only its own claims with it.
///
/// Nothing is ever asked of a server: instance, user and database are Terraform's, the password is
/// copied from the operator's options and never generated.
Desired read(const EnvironmentSettings& settings, Tree& tree);

/// An environment for each folder with Opta files.
std::vector<FoundFolder> folders(const std::vector<YamlOutline>& files);

}  // namespace pgberth::opta
