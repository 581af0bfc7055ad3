#pragma once

#include "reconciler/model/repository.h"

#include <stop_token>

namespace pgberth {

/// Where values come from, again and again.
class ValuesSource {
 public:
  virtual ~ValuesSource() = default;

  /// Brings what is new and answers the commit that is asked for now. Ends early, with an error,
  /// when `stop` asks for it.
  virtual Result<CommitId> pull(const std::stop_token& stop) = 0;

  /// The commits that were brought. A pull may make what it answered before useless, trees too.
  virtual Repository& repository() = 0;
};

}  // namespace pgberth
