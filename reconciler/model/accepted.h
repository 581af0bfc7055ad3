#pragma once

#include "reconciler/base/finding.h"

#include <chrono>
#include <string>
#include <vector>

namespace pgberth {

/// A finding about one claim that the operator has decided to live with until the end of a day.
struct Accepted {
  Code code;
  ClaimId claim;
  std::string reason;
  std::chrono::sys_days until;
  SourcePos at;
};

/// Takes out of `findings` what is accepted on `today`, and answers how many; what was accepted
/// until an earlier day stays and is told of (W707).
std::size_t silence(const std::vector<Accepted>& accepted, std::chrono::sys_days today,
                    Findings& findings);

}  // namespace pgberth
