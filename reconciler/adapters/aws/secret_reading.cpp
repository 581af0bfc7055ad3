#include "reconciler/adapters/aws/secret_reading.h"

#include "reconciler/adapters/aws/secret_state.h"
#include "reconciler/adapters/aws/secret_value.h"
#include "reconciler/base/parallel.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kBatch = 20;
constexpr std::size_t kCallsAtOnce = 4;
constexpr int kMostPages = 40;  ///< Of one batch; AWS may answer few of it at a time.

StoredEntry unreadable(const Error& error) {
  return {.presence = Presence::Unreadable, .detail = error.what, .hint = error.hint};
}

/// Whether another call would fare no better.
bool is_about_all(const Error& error) {
  return error.code == Code::StoreUnreachable || error.code == Code::StoreCertificate ||
         error.code == Code::StoreAuth || error.code == Code::StoreBusy;
}

/// The error that all further calls would meet, too.
class Failure {
 public:
  void note(const Error& error) {
    const std::lock_guard lock(busy_);
    if (!error_ && is_about_all(error)) error_ = error;
  }
  std::optional<Error> seen() {
    const std::lock_guard lock(busy_);
    return error_;
  }

 private:
  std::mutex busy_{};
  std::optional<Error> error_{};
};

const Json& list_at(const JsonAnswer& answer, const char* key) {
  static const Json none = Json::array();
  if (!answer.body.is_object()) return none;
  const auto found = answer.body.find(key);
  return found != answer.body.end() && found->is_array() ? *found : none;
}

/// An answer as if one entry of a batch had been asked for alone.
JsonAnswer alone(const Json& error) {
  constexpr int bad_request = 400;
  return {.status = bad_request,
          .body = {{"__type", text_at(error, "/ErrorCode")},
                   {"kms", text_at(error, "/Message").find("KMS") != std::string::npos}}};
}

}  // namespace

StoredEntry SecretReading::described(const std::string& name) {
  const auto answer = api_.ask("DescribeSecret", {{"SecretId", name}});
  if (!answer) return unreadable(answer.error());
  if (says(*answer, "ResourceNotFoundException")) return {};
  if (!answer->ok())
    return unreadable(api_.refused(*answer, {.doing = "tell of \"" + name + "\"",
                                             .action = "secretsmanager:DescribeSecret",
                                             .secret = name}));
  return state_of(name, answer->body, api_.region());
}

StoredEntry SecretReading::refused_one(const std::string& name, const JsonAnswer& answer) {
  // Both words stand for several states, which only a description tells apart.
  if (says(answer, "ResourceNotFoundException") || says(answer, "InvalidRequestException"))
    return described(name);
  return unreadable(api_.refused(answer, {.doing = "read \"" + name + "\"",
                                          .action = "secretsmanager:GetSecretValue",
                                          .secret = name}));
}

StoredEntry SecretReading::read_one(const std::string& name) {
  const auto answer = api_.ask("GetSecretValue", {{"SecretId", name}});
  if (!answer) return unreadable(answer.error());
  return answer->ok() ? stored_secret(answer->body) : refused_one(name, *answer);
}

void SecretReading::take_values(const JsonAnswer& answer, Answers& answers) {
  for (const Json& value : list_at(answer, "SecretValues"))
    if (const std::string name = text_at(value, "/Name"); !name.empty())
      answers.insert_or_assign(name, stored_secret(value));
}

void SecretReading::take_errors(const JsonAnswer& answer, Answers& answers) {
  for (const Json& error : list_at(answer, "Errors")) {
    const std::string name = text_at(error, "/SecretId");
    const JsonAnswer one = alone(error);
    // These words are AWS's for an entry that it does not have; it has others for one without a
    // version. What is not understood is asked about.
    if (says(one, "ResourceNotFoundException") && says_no_secret(text_at(error, "/Message")))
      answers.insert_or_assign(name, StoredEntry{});
    else if (says(one, "InternalServiceError") || says(one, "ThrottlingException"))
      answers.insert_or_assign(name, read_one(name));
    else
      answers.insert_or_assign(name, refused_one(name, one));
  }
}

SecretReading::Answers SecretReading::read_batch(const std::vector<std::string>& names) {
  Answers answers;
  Json request{{"SecretIdList", names}};
  for (int page = 0; page < kMostPages && !one_by_one_; ++page) {
    const auto answer = api_.ask("BatchGetSecretValue", request);
    if (!answer) {
      for (const std::string& name : names) answers.emplace(name, unreadable(answer.error()));
      return answers;
    }
    if (!answer->ok()) {
      const Error error = api_.refused(*answer, {.doing = "read several entries",
                                                 .action = "secretsmanager:BatchGetSecretValue"});
      if (error.code == Code::StoreRights) one_by_one_ = true;
      if (!is_about_all(error)) break;
      for (const std::string& name : names) answers.emplace(name, unreadable(error));
      return answers;
    }
    take_values(*answer, answers);
    take_errors(*answer, answers);
    const std::string next = text_at(answer->body, "/NextToken");
    if (next.empty()) break;
    request["NextToken"] = next;
  }
  for (const std::string& name : names)
    if (!answers.contains(name)) answers.emplace(name, read_one(name));
  return answers;
}

std::map<std::string, StoredEntry> SecretReading::read(const std::set<std::string>& names) {
  Answers all;
  std::vector<std::string> wanted;
  for (const std::string& name : names) {
    if (auto sound = check_secret_name(name); sound)
      wanted.push_back(name);
    else
      all.emplace(name, unreadable(sound.error()));
  }
  const std::size_t batches = (wanted.size() + kBatch - 1) / kBatch;
  std::vector<Answers> answers(batches);
  Failure failure;
  parallel_for(batches, kCallsAtOnce, [&](std::size_t i) {
    const auto begin = wanted.begin() + static_cast<std::ptrdiff_t>(i * kBatch);
    const std::vector<std::string> some(
        begin, begin + static_cast<std::ptrdiff_t>(std::min(kBatch, wanted.size() - i * kBatch)));
    if (const auto failed = failure.seen()) {
      for (const std::string& name : some) answers[i].emplace(name, unreadable(*failed));
      return;
    }
    answers[i] = read_batch(some);
  });
  for (Answers& some : answers)
    for (auto& [name, entry] : some)
      if (names.contains(name)) all.insert_or_assign(name, std::move(entry));
  return all;
}

}  // namespace pgberth
