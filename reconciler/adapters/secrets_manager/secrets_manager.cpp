#include "reconciler/adapters/secrets_manager/secrets_manager.h"

#include "reconciler/adapters/secrets_manager/secrets_manager_store.h"

#include <utility>

namespace pgberth {
namespace {

constexpr std::chrono::hours kForgotten{6};

}  // namespace

Result<std::unique_ptr<SecretStore>> OpenSecretsManagers::open(const AwsAddress& address) {
  const std::lock_guard lock(busy_);
  const auto now = clock_.now();
  std::erase_if(known_, [&](const auto& each) { return now - each.second.at > kForgotten; });
  std::shared_ptr<SecretsManagerApi> api;
  if (const auto known = known_.find(address.said); known != known_.end()) api = known->second.api;
  if (!api) {
    auto setup = aws_setup(address, variable_);
    if (!setup) return std::move(setup).error();
    api = std::make_shared<SecretsManagerApi>(address, *std::move(setup),
                                              SecretsManagerParts{variable_, clock_, entropy_});
  }
  if (!address.said.empty()) known_[address.said] = {api, now};
  return std::unique_ptr<SecretStore>(std::make_unique<SecretsManagerStore>(api, clock_, entropy_));
}

}  // namespace pgberth
