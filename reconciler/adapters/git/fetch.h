#pragma once

#include "reconciler/adapters/git/fetch_request.h"
#include "reconciler/base/result.h"

namespace pgberth {

/// Asks the remote for its refs and brings what is new into the clone: one ref, and only when it
/// has changed. A new commit counts only when all that it is made of has come. A clone that is
/// damaged, another remote's, or made of too many packs is made anew beside the old one.
///
/// Runs in the process apart. Errors: 802 and 805 to 814.
Result<Fetched> fetch(const FetchRequest& request);

}  // namespace pgberth
