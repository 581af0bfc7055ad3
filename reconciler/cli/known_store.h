#pragma once

#include "reconciler/model/store.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace pgberth {

/// A store that must be the one that the settings name. It is asked which one it is before anything
/// else, once; of another one, or of one that does not tell, nothing is read (OtherStore) and in it
/// nothing is made. A store that could not be asked at that moment is asked again by the next call.
class KnownStore : public SecretStore {
 public:
  KnownStore(std::unique_ptr<SecretStore> inner, StoreId id, std::string identity)
      : inner_(std::move(inner)), id_(std::move(id)), wanted_(std::move(identity)) {}

  std::map<std::string, StoredEntry> read(const std::set<std::string>& paths) override;
  Result<Creation> create(const std::string& path, const NewEntry& entry) override;
  Result<std::set<std::string>> add_missing_keys(const std::string& path,
                                                 const NewKeys& keys) override;
  bool adds_keys() const override { return inner_->adds_keys(); }
  Result<std::set<std::string>> list(const std::string& prefix) override;
  std::map<std::string, Upkeep> upkeep(const std::set<std::string>& paths) override;
  std::map<std::string, std::string> circumstances(const std::set<std::string>& paths) override;
  std::optional<Versions> versions(const std::set<std::string>& paths) override;
  Result<std::string> identity() override;
  std::vector<Check> examine(const StoreWork& work) override;

 private:
  /// Why it is not to be used; nothing: it is the one.
  std::optional<Error> stranger();
  Error other(const Result<std::string>& found) const;

  std::unique_ptr<SecretStore> inner_;
  StoreId id_;
  std::string wanted_;
  std::mutex busy_{};
  bool settled_ = false;
  std::optional<Error> other_{};
};

}  // namespace pgberth
