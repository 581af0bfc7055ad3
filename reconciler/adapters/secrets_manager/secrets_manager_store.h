#pragma once

#include "reconciler/adapters/secrets_manager/secret_reading.h"
#include "reconciler/adapters/secrets_manager/secrets_manager_api.h"
#include "reconciler/model/store.h"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace pgberth {

/// The entries of AWS Secrets Manager in one region, by their names ("qa-fence-creds").
/// Besides reading it sends CreateSecret and nothing else. No key is ever added: that would be to
/// write the whole entry anew.
///
/// Errors: those of SecretsManagerApi; EntryNameInvalid; EntryTooLarge; PendingDeletion (create);
/// StoreUnfit (add_missing_keys).
class SecretsManagerStore : public SecretStore {
 public:
  /// `clock` and `entropy` are those of the api.
  SecretsManagerStore(std::shared_ptr<SecretsManagerApi> api, Clock& clock, Entropy& entropy)
      : api_(std::move(api)), clock_(clock), entropy_(entropy), reading_(*api_) {}

  std::map<std::string, StoredEntry> read(const std::set<std::string>& paths) override;
  Result<Creation> create(const std::string& path, const NewEntry& entry) override;
  Result<std::set<std::string>> add_missing_keys(const std::string& path,
                                                 const NewKeys& keys) override;
  bool adds_keys() const override { return false; }
  Result<std::set<std::string>> list(const std::string& prefix) override;
  std::map<std::string, std::string> circumstances(const std::set<std::string>& paths) override;
  std::optional<Versions> versions(const std::set<std::string>& paths) override;
  Result<std::string> identity() override;
  std::vector<Check> examine(const StoreWork& work) override;

 private:
  nlohmann::json creation_of(const std::string& path, const Content& content);
  std::set<std::string> young_among(const std::map<std::string, StoredEntry>& answers);

  std::shared_ptr<SecretsManagerApi> api_;  ///< Others may ask by it, too.
  Clock& clock_;
  Entropy& entropy_;
  SecretReading reading_;
  std::mutex busy_{};
  /// When entries were seen to be there by a create: reading may lag behind.
  std::map<std::string, std::chrono::steady_clock::time_point> young_{};
};

}  // namespace pgberth
