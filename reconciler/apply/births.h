#pragma once

#include "reconciler/model/world.h"
#include "reconciler/plan/plan.h"

namespace pgberth {

/// How entries and keys come to be, for one job: gathers contents, creates, reads back.
class Births {
 public:
  Births(World& world, const GivenSecrets& given) : world_(world), given_(given) {}

  /// Whether the content would hold a password that nobody knows yet.
  static bool generates(const std::map<std::string, Source>& keys);

  Result<bool> is_there(const EntryRef& entry);

  /// Whether the entry holds each of the keys that would get such a password.
  Result<bool> holds_generated(const AddKeys& action);

  /// Creates the entry and reads back what is stored. An entry that was there decides: if one of
  /// its public fields is not the planned one, the error is Superseded.
  Result<Creation> create(const CreateEntry& action);

  /// Adds the keys that the entry lacks; creates it with them where it is absent. Superseded when
  /// it does not hold `held` (anymore); KeyNotGranted where keys are for a person to add.
  Result<Creation> add(const AddKeys& action, Content held = {});

  /// Those keys of `entry` that are `password`; Superseded when none is (anymore).
  Result<Content> keys_that_hold(const Secret& password, const EntryRef& entry);

  /// The stored bytes of `key`; Superseded when they are gone.
  Result<Secret> read(const KeyRef& key);

 private:
  Result<Creation> only_by_hand(const AddKeys& action);
  Result<StoredEntry> read_entry(const EntryRef& entry);
  Result<Content> content_of(const std::map<std::string, Source>& keys);
  Result<Secret> bytes_of(const Source& source);

  World& world_;
  const GivenSecrets& given_;
};

}  // namespace pgberth
