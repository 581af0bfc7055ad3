#pragma once

#include "reconciler/base/result.h"
#include "reconciler/model/checkup.h"
#include "reconciler/model/entry.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

enum class Creation { Created, AlreadyThere };

/// What changes with each change of an entry, by its path.
using Versions = std::map<std::string, std::string>;

/// A secret store. There is no call that overwrites or deletes: what the interface cannot say, no
/// caller can do. Calls may come from several threads at once.
class SecretStore {
 public:
  virtual ~SecretStore() = default;

  /// What is at each path, one answer for each; an absent or unreadable entry is an answer too.
  virtual std::map<std::string, StoredEntry> read(const std::set<std::string>& paths) = 0;

  /// Writes `entry` whole in one atomic step, unless one is there already; an existing one stays as
  /// it is, byte for byte.
  virtual Result<Creation> create(const std::string& path, const NewEntry& entry) = 0;

  /// Adds those of the keys that the existing entry does not have, each atomically, and answers
  /// which. Other keys and existing ones stay as they are. An absent entry is an error, one that
  /// does not hold what the keys rest on is Superseded, and a store that cannot add without a
  /// chance of overwriting is an error too.
  virtual Result<std::set<std::string>> add_missing_keys(const std::string& path,
                                                         const NewKeys& keys) = 0;

  /// Whether add_missing_keys() is allowed here. Where it is not, a person adds keys.
  virtual bool adds_keys() const { return true; }

  /// The names of all entries that begin with `prefix`, readable or not; "": of all entries.
  /// A list is for showing. It may be older than the last create, so absence is never decided by
  /// it: only read() tells what is at a path.
  virtual Result<std::set<std::string>> list(const std::string& prefix) = 0;

  /// Who keeps the entries at `paths` in step with another store. Asked only to explain; a path of
  /// which nobody can tell has no answer.
  virtual std::map<std::string, Upkeep> upkeep(const std::set<std::string>& paths) {
    (void)paths;
    return {};
  }

  /// What is under way with those of `paths` that are there, as clauses: "its rotation has not
  /// ended". Asked only to explain why an entry is not as it should be.
  virtual std::map<std::string, std::string> circumstances(const std::set<std::string>& paths) {
    (void)paths;
    return {};
  }

  /// The versions of those of `paths` that are there, told without reading what they hold, in far
  /// fewer calls than read() takes; nothing where the store has no such way. Like a list it may lag
  /// behind: an entry that it leaves out is to be read. Two versions that are equal mean that the
  /// entry did not change between.
  virtual std::optional<Versions> versions(const std::set<std::string>& paths) {
    (void)paths;
    return std::nullopt;
  }

  /// Which of all stores of its kind this is, as it tells itself: the account in AWS, the cluster's
  /// UID in Kubernetes, its id in Vault. StoreUnfit where a store has no such name.
  virtual Result<std::string> identity();

  /// Whether `work` can be done here by who we are, as far as it can be told without writing.
  virtual std::vector<Check> examine(const StoreWork& work) {
    (void)work;
    return {};
  }
};

/// Superseded, when `stored` is not what `held` says of it; nothing otherwise.
std::optional<Error> changed_meanwhile(const std::string& path, const StoredEntry& stored,
                                       const Content& held);

}  // namespace pgberth
