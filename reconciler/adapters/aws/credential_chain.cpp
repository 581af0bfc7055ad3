#include "reconciler/adapters/aws/credential_chain.h"

#include "reconciler/adapters/aws/aws_config.h"
#include "reconciler/adapters/aws/container_credentials.h"
#include "reconciler/adapters/aws/given_credentials.h"
#include "reconciler/adapters/aws/instance_credentials.h"
#include "reconciler/adapters/aws/profile_credentials.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

/// Looks at one source after the other.
class Chain {
 public:
  explicit Chain(const CredentialParts& parts) : parts_(parts) {}

  Result<AwsCredentials> drawn() {
    if (!parts_.address.profile.empty()) return by_settings();
    using Source = std::function<Result<MaybeCredentials>()>;
    const std::vector<std::pair<const char*, Source>> sources{
        {"variables", [&] { return environment_credentials(parts_.variable); }},
        {"web identity", [&] { return web_identity_credentials(parts_); }},
        {"profile", [&] { return by_files(); }},
        {"container",
         [&] {
           return container_credentials(parts_.address, parts_.variable, parts_.metadata,
                                        parts_.clock);
         }},
        {"instance", [&] {
           return InstanceMetadata(parts_.variable, parts_.metadata, parts_.clock).credentials();
         }}};
    for (const auto& [name, source] : sources) {
      auto drawn = source();
      if (!drawn) return std::move(drawn).error();
      if (auto* credentials = std::get_if<AwsCredentials>(&*drawn)) return std::move(*credentials);
      note(name, std::get<NoCredentials>(*drawn));
    }
    return none();
  }

 private:
  Result<AwsCredentials> by_settings() {
    const auto profiles = read_aws_profiles(parts_.address, parts_.variable);
    if (!profiles) return profiles.error();
    return ProfileCredentials(parts_, *profiles).drawn();
  }

  Result<MaybeCredentials> by_files() {
    const auto profiles = read_aws_profiles(parts_.address, parts_.variable);
    if (!profiles) return profiles.error();
    return ProfileCredentials(parts_, *profiles).drawn_if_any();
  }

  void note(const std::string& source, const NoCredentials& none) {
    reasons_ += (reasons_.empty() ? "" : "; ") + source + ": " + none.why;
    hint_ = none.hint;
  }

  Error none() const {
    return {
        .code = Code::StoreAuth,
        .what = "there are no credentials for AWS (" + reasons_ + ")",
        .hint = hint_.empty() ? "Set up one of them, or name a profile in the settings." : hint_};
  }

  const CredentialParts& parts_;
  std::string reasons_{};
  std::string hint_{};
};

}  // namespace

Result<AwsCredentials> draw_credentials(const CredentialParts& parts) {
  auto credentials = Chain(parts).drawn();
  for (const AssumedRole& role : parts.address.roles) {
    if (!credentials) break;
    credentials = parts.sts.assume(role, *credentials);
  }
  return credentials;
}

}  // namespace pgberth
