#pragma once

#include "reconciler/base/secret.h"
#include "reconciler/model/document.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace pgberth {

enum class Presence { Absent, Present, PendingDeletion, NoVersion, SoftDeleted, Unreadable };

/// The keys of an entry with their bytes, as a store takes and gives them.
using Content = std::map<std::string, Secret>;

/// A release of Helm. What is made for one carries its metadata, by which a later `helm install` or
/// `helm upgrade` takes it over as it is.
struct HelmRelease {
  std::string name{};
  std::string name_space{};

  bool empty() const { return name.empty(); }
  bool operator==(const HelmRelease&) const = default;
};

/// An entry that is to be made.
struct NewEntry {
  Content content;
  HelmRelease release{};  ///< Whose it is to become; stores without such a notion pass it over.
};

/// Keys for an entry that is there.
struct NewKeys {
  Content content;
  Content held{};  ///< Keys on whose bytes the new ones rest: where one is another now, nothing is
                   ///< added.

  NewKeys(Content keys = {}, Content resting_on = {})
      : content(std::move(keys)), held(std::move(resting_on)) {}
};

/// An entry as a store answers it. `detail` says why it is unreadable or when it will be gone,
/// `hint` what a person can do about it.
struct StoredEntry {
  Presence presence = Presence::Absent;
  std::string detail{};
  std::string hint{};
  Content content{};
  std::optional<std::chrono::sys_seconds> changed{};  ///< Its newest version, where a store tells.
  bool locked = false;                                ///< No key can be added to it, whoever may.
  std::string version{};  ///< SecretStore::versions() begins with it; "": there is none.
  std::string region{};   ///< "us-east-1", where the store has such.
};

/// What others tell of an entry that they keep in step with another store.
struct Upkeep {
  std::string says;  ///< 'ExternalSecret "fence-dbcreds" is not synced: …', a clause.
  std::optional<std::chrono::sys_seconds> synced{};  ///< When it worked last.
  bool by_somebody = true;                           ///< Or nobody keeps the entry in step.
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
  std::string hint{};
  std::map<std::string, Datum> keys{};
  bool grows = true;     ///< Whether pgberth may add keys to it,
  bool locked = false;   ///< and whether that is because of the entry itself.
  std::string upkeep{};  ///< Of one that lags behind: what is told of who keeps it in step.
  bool kept = false;     ///< Somebody does: who else made it would get in their way.
  std::string region{};  ///< As StoredEntry's.

  bool operator==(const Entry&) const = default;
};

using Entries = std::map<EntryRef, Entry>;

}  // namespace pgberth
