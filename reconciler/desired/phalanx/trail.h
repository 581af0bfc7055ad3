#pragma once

#include "reconciler/desired/phalanx/rules.h"
#include "reconciler/desired/phalanx/sections.h"
#include "reconciler/model/place.h"

#include <map>
#include <vector>

namespace pgberth::phalanx {

/// Where the password of a section comes from and where it goes.
struct Trail {
  struct Stop {
    SecretName name;
    SourcePos asked_at{};
  };

  Stop authority;                    ///< Where the rules begin.
  Birth birth = Birth::MissingKeys;  ///< MustExist: a person gives it, it is never invented.
  Source password = Stored{};
  std::vector<Stop> copies{};  ///< All other keys that are to hold it.
};

/// Follows the rules from the password of `section` in the entry of Postgres to where they begin,
/// and to the applications that copy from there. `given` gets a password that a rule has written
/// down. What is wrong goes to `findings`, about `claim`:
///
///     no rule          W221, generated in the entry of Postgres, as one that is asked for there
///     copied, generated at its source, under the source's own conditions
///     copied, static   at its source, where a person must give it; so is what an application
///                      holds that has no rule for it (W221) or is switched off (N218)
///     copied, circle   E220
class TrailFinder {
 public:
  TrailFinder(const Site& site, Files& files, GivenSecrets& given)
      : site_(site), files_(files), rules_(site, files), given_(given) {}

  Trail follow(const Section& section, const ClaimId& claim, Findings& findings);

 private:
  const Site& site_;
  Files& files_;
  Rules rules_;
  GivenSecrets& given_;
};

}  // namespace pgberth::phalanx
