#pragma once

#include "reconciler/cli/commands.h"
#include "reconciler/report/check.h"

namespace pgberth {

/// Posts what a check found to the pull request that the options, or the event of a workflow, name:
/// a commit status and one comment. Where nothing changes no comment is made, and one that is there
/// says so. Without a token nothing is posted, which is told on `setting.err`.
/// Errors: PullRequestUnknown, ForgeUnreachable, ForgeRefused, PasswordFile (the token's).
Result<Done> post_check(const CheckReport& report, int exit_code, const Options& options,
                        const Parts& parts, const Setting& setting);

}  // namespace pgberth
