#include "reconciler/adapters/secrets_manager/examine.h"

#include "reconciler/adapters/check_list.h"
#include "reconciler/adapters/clock_check.h"
#include "reconciler/adapters/secrets_manager/secret_reading.h"
#include "reconciler/adapters/secrets_manager/secret_value.h"
#include "reconciler/model/by_hand.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostTried = 40;
constexpr const char* kNobodysKey = "00000000-0000-0000-0000-000000000000";

constexpr const char* kGet = "GetSecretValue";
constexpr const char* kDescribe = "DescribeSecret";
constexpr const char* kCreate = "CreateSecret";
constexpr const char* kTag = "TagResource";

/// Whether the call was let through, whatever came of it.
bool was_allowed(const JsonAnswer& answer) {
  return answer.ok() || is_about_key(answer) || says(answer, "ResourceNotFoundException") ||
         says(answer, "ResourceExistsException") || says(answer, "InvalidRequestException");
}

/// Up to kMostTried of `names`, evenly.
std::vector<std::string> some_of(const std::set<std::string>& names) {
  std::vector<std::string> usable;
  for (const std::string& name : names)
    if (check_secret_name(name)) usable.push_back(name);
  if (usable.size() <= kMostTried) return usable;
  std::vector<std::string> some;
  some.reserve(kMostTried);
  for (std::size_t i = 0; i < kMostTried; ++i)
    some.push_back(usable[i * usable.size() / kMostTried]);
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
    if (!look_at_lists() || !look_at_several()) return std::move(checks_).take();
    try_each(kGet, some_of(work_.read), [&](const std::string& name) { return get(name); });
    try_each(kDescribe, some_of(work_.read),
             [&](const std::string& name) { return api_.ask(kDescribe, {{"SecretId", name}}); });
    const auto creations = creatable();
    try_each(kCreate, creations, [&](const std::string& name) { return create(name, false); });
    if (!api_.address().tags.empty())
      try_each(kTag, creations, [&](const std::string& name) { return create(name, true); });
    tell_key();
    const auto now = api_.wall();
    checks_.add(clock_check(now + api_.clock_off(), now, now));
    return std::move(checks_).take();
  }

 private:
  SecretsAct act(const std::string& operation, const std::string& name = "") const {
    return {.doing = "do that", .action = "secretsmanager:" + operation, .secret = name};
  }

  /// Of a call that needs no resource.
  bool tell_whole(const char* operation, const Result<JsonAnswer>& answer, const char* without) {
    if (!answer) return checks_.stop(answer.error());
    if (is_denied(*answer))
      checks_.missing(act(operation).action, std::string("is not granted; ") + without,
                      api_.statement(act(operation)));
    else if (answer->ok())
      checks_.fine(act(operation).action, "is granted");
    else
      return checks_.stop(api_.refused(*answer, act(operation)));
    return true;
  }

  bool look_at_lists() {
    return tell_whole("ListSecrets", api_.ask("ListSecrets", {{"MaxResults", 1}}),
                      "run reads all values in each pass instead");
  }

  bool look_at_several() {
    auto names = some_of(work_.read);
    if (names.empty()) return true;
    names.resize(std::min(names.size(), kNamesPerCall));
    return tell_whole("BatchGetSecretValue",
                      api_.ask("BatchGetSecretValue", {{"SecretIdList", names}}),
                      "entries are read one by one instead");
  }

  Result<JsonAnswer> get(const std::string& name) {
    auto answer = api_.ask(kGet, {{"SecretId", name}});
    if (answer && is_about_key(*answer)) locked_.insert(name);
    if (answer && answer->ok()) there_.insert(name);
    return answer;
  }

  /// Who stands in for AWS may store under any key, so there only what exists is tried.
  std::vector<std::string> creatable() {
    auto names = some_of(work_.create);
    if (api_.is_aws_itself() || names.empty()) return names;
    std::erase_if(names, [&](const std::string& name) { return !there_.contains(name); });
    if (names.empty())
      checks_.unknown(act(kCreate).action,
                      "is not tried at an endpoint that is not AWS's own, which may look at no key",
                      api_.statement(act(kCreate, some_of(work_.create).front())));
    return names;
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

  /// One check for each entry for which it is missing, and one for all others.
  template <class Call>
  void try_each(const char* operation, const std::vector<std::string>& names, const Call& call) {
    if (names.empty() || (operation == std::string_view(kTag) && cannot_create_)) return;
    std::size_t fine = 0;
    for (const std::string& name : names) {
      const Result<JsonAnswer> answer = call(name);
      const bool denied = answer && is_denied(*answer) && !is_about_key(*answer);
      if (!answer || (!denied && !was_allowed(*answer))) {
        const Error error = answer ? api_.refused(*answer, act(operation, name)) : answer.error();
        checks_.unknown(act(operation).action, error.what, error.hint);
        return;
      }
      if (!denied) {
        ++fine;
        if (answer->ok() && is_creation(operation)) tell_made(name);
        continue;
      }
      cannot_create_ = cannot_create_ || operation == std::string_view(kCreate);
      checks_.missing(act(operation).action + " on \"" + name + "\"", "is not granted",
                      api_.statement(act(operation, name)));
    }
    if (fine > 0)
      checks_.fine(act(operation).action,
                   "on " + std::to_string(fine) + (fine == 1 ? " entry" : " entries"));
  }

  static bool is_creation(std::string_view operation) {
    return operation == kCreate || operation == kTag;
  }

  /// It was stored under a key that is none.
  void tell_made(const std::string& name) {
    checks_.missing(
        "entry \"" + name + "\"",
        "was made by this look: its store stores under a key that does not exist",
        "aws secretsmanager delete-secret --force-delete-without-recovery --secret-id " +
            shell_word(name));
  }

  /// Of which key an entry has, its description tells.
  void tell_key() {
    for (const std::string& name : locked_)
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
  std::set<std::string> locked_{};
  std::set<std::string> there_{};
  bool cannot_create_ = false;
  CheckList checks_{};
};

}  // namespace

std::vector<Check> examine_secrets_manager(SecretsManagerApi& api, const StoreWork& work) {
  return Examination(api, work).run();
}

}  // namespace pgberth
