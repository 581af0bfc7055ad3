#pragma once

#include "reconciler/model/claim.h"

#include <chrono>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// One finding about one claim that the operator has decided to live with until the end of a day.
struct Accepted {
  Code code;
  ClaimId claim;
  std::string text{};  ///< Where the claim has several of the code: a piece of the one's line.
  std::string reason;
  std::chrono::sys_days until;
  SourcePos at;
};

/// Those that speak of claims of `environments`.
std::vector<Accepted> accepted_of(const std::vector<Accepted>& accepted,
                                  const std::set<EnvironmentName>& environments);

/// What was looked at: without it, a finding that is gone cannot be told from one that nobody
/// looked for.
struct Sight {
  std::set<ClaimId> claims{};  ///< All that were read.
  std::set<ClaimId> partly{};  ///< Those of which not everything was looked at.
};

/// Everything that `claims` are, of which `partly` were not looked at in full.
Sight sight_of(const Claims& claims, std::set<ClaimId> partly);

/// What the values alone can show of `claims`.
Sight sight_of_values(const Claims& claims);

/// Takes out of `findings`, for its claim, the one finding that each of `accepted` speaks of on
/// `today`, and answers how many. What cannot be done becomes a finding of its own, and nothing is
/// silenced: a day that is over (W707), several findings that fit (W708), and, as far as `sight`
/// goes, a claim or finding that is not there (N709).
std::size_t silence(const std::vector<Accepted>& accepted, std::chrono::sys_days today,
                    const Sight& sight, Findings& findings);

/// Leaves of `part`, which went into `all` before that was silenced, what is still there.
void keep_told(const Findings& all, Findings& part);

}  // namespace pgberth
