#pragma once

#include "reconciler/model/world.h"
#include "reconciler/observed/observe.h"

#include <map>
#include <set>
#include <string>

namespace pgberth {

/// What tells whether an entry that was read is as it was: its version, or that it is not there. ""
/// where its store tells no version, so that nobody can say.
std::string fingerprint_of(const StoredEntry& stored);

/// Decides which entries of one pass need not be read, because nothing of what the pass asks about
/// has moved since an earlier one. All of them or none: which secrets are equal is known of secrets
/// that were read together, so one that moved makes all of them be read.
class Recall {
 public:
  /// Asks the stores for their versions, where they have such a way; nullptr: everything is read.
  Recall(EntryMemory* memory, const Questions& questions, World& world);

  const std::set<EntryRef>& to_read() const { return to_read_; }
  /// To be read too, where what was read does not agree with what is remembered.
  const std::set<EntryRef>& left_unread() const { return left_unread_; }

  bool agrees(const std::map<EntryRef, std::string>& fingerprints) const;

  /// What is remembered of all of them, those that were read included.
  void fill_in(ObservedEntries& result) const;

  /// Remembers what was read (entries, others, changed), which is all, if a later pass could spare
  /// anything by it; whether it did.
  bool keep(EntryMemory::Seen seen);

  /// When entries changed, as far as it is remembered.
  EntryMemory::Times changed() const { return seen_->changed; }

 private:
  bool has_moved() const;
  bool fits(const EntryRef& ref, const std::string& fingerprint) const;

  EntryMemory* memory_;
  const Questions& questions_;
  EntryMemory::Time now_;
  std::map<StoreId, Versions> versions_{};
  std::shared_ptr<const EntryMemory::Seen> seen_{};
  std::set<EntryRef> to_read_{};
  std::set<EntryRef> left_unread_{};
};

}  // namespace pgberth
