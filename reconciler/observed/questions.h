#pragma once

#include "reconciler/model/claim.h"

#include <map>
#include <set>
#include <string>

namespace pgberth {

/// Who wants what of one key: to show it, to show it where it is an expected text, or to keep it as
/// a secret, which goes before all.
struct AskedKey {
  bool shown = false;
  std::set<std::string> expected{};
  std::set<ClaimId> as_public{};
  SourcePos public_at{};  ///< The line of one of them.
  std::set<ClaimId> as_secret{};

  bool operator==(const AskedKey&) const = default;
};

/// What one entry is asked for.
struct AskedEntry {
  std::map<std::string, AskedKey> keys{};
  std::set<ClaimId> claims{};
  bool only_mirror = true;
  bool as_admin = false;  ///< Somebody logs in with it as an admin.

  bool operator==(const AskedEntry&) const = default;
};

using Questions = std::map<EntryRef, AskedEntry>;

/// What all planned claims of `claims`, and the admin logins that they need, ask entries for.
Questions questions_of(const Claims& claims);

}  // namespace pgberth
