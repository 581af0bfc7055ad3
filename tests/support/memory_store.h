#pragma once

#include "reconciler/model/store.h"

#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// A store in memory that passes the same contract tests as the real ones.
///
/// An entry of any presence but Absent is "already there" for create(); only Unreadable answers
/// with an error, as a store does that refuses its caller.
class MemoryStore : public SecretStore {
 public:
  struct Options {
    bool adds_keys = true;        ///< false: refuses add_missing_keys, as Secrets Manager must.
    bool tells_versions = false;  ///< Without reading, as Secrets Manager does.
  };

  MemoryStore() = default;
  explicit MemoryStore(Options options) : options_(options) {}

  std::map<std::string, StoredEntry> read(const std::set<std::string>& paths) override;
  Result<Creation> create(const std::string& path, const NewEntry& entry) override;
  Result<std::set<std::string>> add_missing_keys(const std::string& path,
                                                 const NewKeys& keys) override;
  bool adds_keys() const override { return options_.adds_keys; }
  Result<std::set<std::string>> list(const std::string& prefix) override;
  std::optional<Versions> versions(const std::set<std::string>& paths) override;

  /// Entries as plain text, for arranging and asserting.
  using Keys = std::map<std::string, std::string>;

  /// What others did to the store: puts an entry in place, removes one, or changes its presence
  /// (an entry that is not Present answers without content). None of these is a call.
  void put(const std::string& path, const Keys& keys);
  void remove(const std::string& path);
  void set_presence(const std::string& path, Presence presence, const std::string& detail = "");

  /// The entries that have content, whatever their presence.
  std::map<std::string, Keys> entries() const;

  /// The keys of one entry; empty when there is no such entry.
  Keys entry(const std::string& path) const;

  /// Each call that changed something, in order: "create prod/a", "add prod/a dbcreated".
  std::vector<std::string> changes() const;

  /// How often the port was called, reads included.
  std::size_t calls() const;

  /// How many entries were read so far.
  std::size_t entries_read() const;

 private:
  std::string new_version();

  Options options_{};
  mutable std::mutex mutex_{};
  std::map<std::string, StoredEntry> entries_{};
  std::vector<std::string> changes_{};
  std::size_t calls_ = 0;
  std::size_t entries_read_ = 0;
  std::size_t versions_ = 0;
};

}  // namespace pgberth
