#pragma once

#include "reconciler/model/claim.h"

#include <string>
#include <vector>

namespace pgberth {

/// One thing that a claim says, in words for people: "database" is "fence_prod".
struct Fact {
  std::string what;  ///< "database", "kubernetes demo/fence-dbcreds", "extensions", …
  std::string text{};
  SourcePos at{};         ///< Where it was written, else where the claim was asked for.
  bool is_place = false;  ///< `what` is an entry, and `text` the claim's part in it.
};

/// Everything that `claim` says, in a fixed order, each `what` once. Holds no secret: of a password
/// it tells where it comes from. What two claims say differs exactly where they ask for different
/// things; where something was written does not count.
std::vector<Fact> facts_of(const Claim& claim, const Claims& claims);

/// Host and port of the server that the claim is for, and as whom it is worked on.
std::string server_words(const Claim& claim, const Claims& claims);

/// The text of the fact called `what`, or "".
std::string text_of(const std::vector<Fact>& facts, std::string_view what);

}  // namespace pgberth
