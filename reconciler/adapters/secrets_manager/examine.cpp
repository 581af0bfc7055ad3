#include "reconciler/adapters/secrets_manager/examine.h"

#include "reconciler/adapters/check_list.h"
#include "reconciler/adapters/clock_check.h"
#include "reconciler/adapters/secrets_manager/refusal.h"
#include "reconciler/adapters/secrets_manager/right_trials.h"
#include "reconciler/adapters/secrets_manager/secret_reading.h"
#include "reconciler/adapters/secrets_manager/secret_value.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostTried = 500;     ///< Creations; each is a call.
constexpr std::size_t kMostDescribed = 40;  ///< They only tell why something cannot be read.
constexpr const char* kNobodysKey = "00000000-0000-0000-0000-000000000000";

constexpr const char* kDescribe = "DescribeSecret";
constexpr const char* kCreate = "CreateSecret";
constexpr const char* kTag = "TagResource";

/// Up to `most` of `names`, evenly.
std::vector<std::string> some_of(const std::set<std::string>& names, std::size_t most) {
  std::vector<std::string> all(names.begin(), names.end());
  if (all.size() <= most) return all;
  std::vector<std::string> some;
  some.reserve(most);
  for (std::size_t i = 0; i < most; ++i) some.push_back(all[i * all.size() / most]);
  return some;
}

class Examination {
 public:
  Examination(SecretsManagerApi& api, const StoreWork& work) : api_(api), work_(work) {}

  std::vector<Check> run() && {
    const auto caller = api_.caller();
    if (!caller) return {unreachable(caller.error())};
    account_ = caller->account;
    checks_.fine(std::string(kWhoWeAre), caller->arn);
    checks_.tls(api_.by_tls());
    const std::set<std::string> read = sound(work_.read);
    if (!look_at_lists() || !look_at_several(read)) return std::move(checks_).take();
    look_at_values(read);
    trials_.try_each({.operation = kDescribe,
                      .call = asking(kDescribe),
                      .names = some_of(read, kMostDescribed),
                      .of = read.size()});
    look_at_creations(sound(work_.create));
    tell_key();
    const auto now = api_.wall();
    checks_.add(clock_check(now + api_.clock_off(), now, now));
    return std::move(checks_).take();
  }

 private:
  /// What asks `operation` about an entry.
  std::function<Result<JsonAnswer>(const std::string&)> asking(const char* operation) {
    return [this, operation](const std::string& name) {
      return api_.ask(operation, {{"SecretId", name}});
    };
  }

  /// Of a call that needs no resource.
  bool tell_whole(const char* operation, const Result<JsonAnswer>& answer, const char* without) {
    if (!answer) return checks_.stop(answer.error());
    if (is_denied(*answer))
      checks_.optional(act_of(operation).action, std::string("is not granted; ") + without,
                       is_by_deny(*answer) ? kOfDeny : api_.statement(act_of(operation)));
    else if (answer->ok())
      checks_.fine(act_of(operation).action, "is granted");
    else
      return checks_.stop(api_.refused(*answer, act_of(operation)));
    return true;
  }

  bool look_at_lists() {
    return tell_whole("ListSecrets", api_.ask("ListSecrets", {{"MaxResults", 1}}),
                      "run reads all values in each pass instead");
  }

  bool look_at_several(const std::set<std::string>& read) {
    if (read.empty()) return true;
    return tell_whole(
        "BatchGetSecretValue",
        api_.ask("BatchGetSecretValue", {{"SecretIdList", some_of(read, kNamesPerCall)}}),
        "entries are read one by one instead");
  }

  /// Of `names` those that can be names here.
  std::set<std::string> sound(const std::set<std::string>& names) {
    std::set<std::string> sound;
    for (const std::string& name : names)
      if (const auto fits = check_secret_name(name))
        sound.insert(name);
      else if (told_.insert(name).second)
        checks_.missing("name \"" + name + "\"", fits.error().what, fits.error().hint);
    return sound;
  }

  /// All are read as a pass does it; of those that did not come it is asked why.
  void look_at_values(const std::set<std::string>& names) {
    std::vector<std::string> refused;
    for (const auto& [name, entry] : SecretReading(api_).read(names)) {
      if (entry.presence == Presence::Present) there_.insert(name);
      if (entry.presence == Presence::Unreadable) refused.push_back(name);
    }
    trials_.try_each({.operation = "GetSecretValue",
                      .call = asking("GetSecretValue"),
                      .names = refused,
                      .of = names.size(),
                      .fine = names.size() - refused.size()});
  }

  void look_at_creations(std::set<std::string> names) {
    const bool of_aws = api_.is_aws_itself();
    const std::string any = names.empty() ? "" : *names.begin();
    // Who stands in for AWS may store under any key, so there only what exists is tried.
    std::erase_if(names, [&](const std::string& name) { return there_.contains(name) == of_aws; });
    if (names.empty()) {
      if (!of_aws && !any.empty())
        checks_.unknown(
            act_of(kCreate).action,
            "is not tried at an endpoint that is not AWS's own, which may look at no key",
            api_.statement(act_of(kCreate, any)));
      return;
    }
    const Trial trial{.operation = kCreate,
                      .call = [&](const std::string& name) { return create(name, false); },
                      .names = some_of(names, kMostTried),
                      .of = names.size()};
    const bool allowed = trials_.try_each(trial);
    if (trial.names.size() < names.size())
      checks_.unknown(act_of(kCreate).action + " on all entries",
                      entries(names.size() - trial.names.size()) + " were not tried", "");
    if (!api_.address().tags.empty()) look_at_tags(trial, allowed);
  }

  /// An entry is created with its tags in one call, which is refused for lack of the first right.
  void look_at_tags(Trial trial, bool may_create) {
    trial.operation = kTag;
    trial.call = [&](const std::string& name) { return create(name, true); };
    if (may_create)
      trials_.try_each(trial);
    else
      checks_.unknown(act_of(kTag).action, "is told only to who may create",
                      api_.statement(act_of(kTag, trial.names.front())));
  }

  /// Nothing can be stored by it: no account has that key.
  Result<JsonAnswer> create(const std::string& name, bool tagged) {
    const std::string partition(partition_of(api_.region()).name);
    Json request{{"Name", name},
                 {"ClientRequestToken", "pgberth-doctor-stores-nothing-here"},
                 {"SecretString", "{}"},
                 {"KmsKeyId", "arn:" + partition + ":kms:" + api_.region() + ":" + account_ +
                                  ":key/" + kNobodysKey}};
    if (tagged)
      for (const auto& [key, value] : api_.address().tags)
        request["Tags"].push_back({{"Key", key}, {"Value", value}});
    return api_.ask(kCreate, request);
  }

  /// Of which key an entry has, its description tells.
  void tell_key() {
    for (const std::string& name : trials_.locked())
      checks_.missing("kms:Decrypt for \"" + name + "\"", "its KMS key cannot be used",
                      key_statement("kms:Decrypt", key_of(name)));
    if (!api_.address().kms_key.empty() && !work_.create.empty())
      checks_.unknown("kms:GenerateDataKey on \"" + api_.address().kms_key + "\"",
                      "is only told by creating an entry",
                      key_statement("kms:GenerateDataKey", api_.address().kms_key));
  }

  std::string key_of(const std::string& name) {
    const auto answer = api_.ask(kDescribe, {{"SecretId", name}});
    return answer ? text_at(answer->body, "/KmsKeyId") : "";
  }

  std::string key_statement(const std::string& action, const std::string& key) const {
    const std::string partition(partition_of(api_.region()).name);
    const std::string prefix = "arn:" + partition + ":kms:" + api_.region() + ":" + account_ + ":";
    const std::string arn = key.starts_with("arn:")     ? key
                            : key.starts_with("alias/") ? prefix + key
                                                        : prefix + "key/" + key;
    return Json{{"Effect", "Allow"},
                {"Action", action},
                {"Resource", arn},
                {"Condition",
                 {{"StringEquals",
                   {{"kms:ViaService", "secretsmanager." + api_.region() + "." +
                                           std::string(partition_of(api_.region()).suffix)}}}}}}
        .dump();
  }

  SecretsManagerApi& api_;
  const StoreWork& work_;
  std::string account_{};
  std::set<std::string> there_{};
  std::set<std::string> told_{};
  CheckList checks_{};
  RightTrials trials_{api_, checks_};
};

}  // namespace

std::vector<Check> examine_secrets_manager(SecretsManagerApi& api, const StoreWork& work) {
  return Examination(api, work).run();
}

}  // namespace pgberth
