#pragma once

#include "reconciler/base/result.h"

#include <git2.h>

namespace pgberth {

/// Whether a commit has come with all that it is made of: every folder below it can be read and
/// every file is there. Each object is looked at once, however often it is used. Errors:
/// RepositoryBroken.
Result<Done> check_complete(git_repository* repository, const git_oid& commit);

}  // namespace pgberth
