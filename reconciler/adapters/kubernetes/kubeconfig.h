#pragma once

#include "reconciler/adapters/kubernetes/cluster_access.h"

#include <functional>
#include <string>

namespace pgberth {

using FileCheck = std::function<bool(const std::string& path)>;

/// The access that `context` of a kubeconfig stands for; "": its current context. `files` are paths
/// with `:` between them, of which the first that names something counts, as for kubectl; a missing
/// one of several is passed over. Paths in a file begin in its folder.
///
/// Errors: BadSettings, with the place: no such context, cluster or user, what cannot be read, and
/// what is not followed: certificates that are not checked, user names with passwords, acting as
/// somebody else, log-ins that kubectl no longer has, and files that are `among_values`.
Result<ClusterAccess> kubeconfig_access(const std::string& files, const std::string& context,
                                        const FileCheck& among_values = {});

}  // namespace pgberth
