#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/model/repository.h"

#include <map>
#include <optional>
#include <stop_token>
#include <string>

namespace pgberth {

/// Where the newest values come from: a remote that is asked again and again.
class ValuesSource {
 public:
  virtual ~ValuesSource() = default;

  /// The commit that counts now. It asks the remote, and brings what is new and nothing else; after
  /// it, repository() has that commit. A failure leaves all as it was, and the next call tries
  /// anew. Ends early, with Interrupted, when a stop is asked for. Not from two threads at once.
  virtual Result<CommitId> pull(std::stop_token stop) = 0;

  /// The commit that the last pull brought that succeeded, also one of an earlier process, if it is
  /// still there. Nobody is asked.
  virtual std::optional<CommitId> brought() = 0;

  /// Keeps commits under names for later processes, in place of those kept before. Errors:
  /// BadSource when they cannot be written down.
  virtual Result<Done> remember(const std::map<std::string, CommitId>& commits) = 0;
  virtual std::map<std::string, CommitId> remembered() = 0;

  /// The commits that were pulled. Trees of it stay readable over later pulls.
  virtual Repository& repository() = 0;

  /// What the last pull() noticed and a person may want to know, such as a history that was
  /// rewritten.
  virtual Findings notes() const = 0;
};

}  // namespace pgberth
