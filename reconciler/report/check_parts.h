#pragma once

#include "reconciler/report/check.h"

#include <string>

namespace pgberth {

/// The beginning of a commit's id, as people write it.
std::string short_id(const CommitId& commit);

/// "3f2a91c (feature) with 8be01d2, where it left main".
std::string compared_words(const CheckReport& report);

/// What a claim asks for in one line: "database fence, role fence on db:5432, kubernetes qa/fence".
std::string asked_words(const std::vector<Fact>& facts);

/// "qa", or "the repository" of what is about no environment.
std::string name_of(const EnvironmentChanges& environment);

/// "left as it is: …", "…" or how many things differ.
std::string told_words(const ClaimChange& change);

/// "2 credentials cannot be compared: one side could not be read in whole".
std::string not_compared_words(const EnvironmentChanges& environment);

/// The same for the same finding or claim, wherever its line is.
std::string fingerprint(const Finding& finding);
std::string fingerprint(const ClaimChange& change);

}  // namespace pgberth
