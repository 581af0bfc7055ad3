#pragma once

#include "reconciler/base/secret.h"
#include "reconciler/model/document.h"

#include <map>
#include <string>

namespace pgberth {

enum class Presence { Absent, Present, PendingDeletion, NoVersion, SoftDeleted, Unreadable };

/// The keys of an entry with their bytes, as a store takes and gives them.
using Content = std::map<std::string, Secret>;

/// An entry as a store answers it. `detail` says why it is unreadable or when it will be gone.
struct StoredEntry {
  Presence presence = Presence::Absent;
  std::string detail{};
  Content content{};
};

/// One key of an observed entry. A secret key has no text; equal `same_as` (never 0) means equal
/// bytes within this pass. The number is never shown.
struct Datum {
  std::string text{};
  int same_as = 0;
  bool empty = false;     ///< Or not usable: it has a NUL byte.
  bool sentinel = false;  ///< A placeholder such as `UNKNOWN_SEE_ORIGINAL_DB`.

  bool operator==(const Datum&) const = default;
};

/// An observed entry. A key that is secret, or that no layout names, shows no text.
struct Entry {
  Presence presence = Presence::Absent;
  std::string detail{};
  std::map<std::string, Datum> keys{};

  bool operator==(const Entry&) const = default;
};

using Entries = std::map<EntryRef, Entry>;

}  // namespace pgberth
