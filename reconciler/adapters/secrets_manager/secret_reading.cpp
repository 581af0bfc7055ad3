#include "reconciler/adapters/secrets_manager/secret_reading.h"

#include "reconciler/adapters/aws/refusal_word.h"
#include "reconciler/adapters/failed_calls.h"
#include "reconciler/adapters/secrets_manager/refusal.h"
#include "reconciler/adapters/secrets_manager/secret_state.h"
#include "reconciler/adapters/secrets_manager/secret_value.h"
#include "reconciler/base/parallel.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kCallsAtOnce = 4;
constexpr int kMostPages = 40;  ///< Of one batch; AWS may answer few of it at a time.

StoredEntry unreadable(const Error& error) {
  return {.presence = Presence::Unreadable, .detail = error.what, .hint = error.hint};
}

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
          .body = in_short(sound_word(text_at(error, "/ErrorCode")), text_at(error, "/Message"))};
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

StoredEntry SecretReading::read_one(const std::string& name, FailedCalls& failed) {
  if (const auto error = failed.seen()) return unreadable(*error);
  const auto answer = api_.ask("GetSecretValue", {{"SecretId", name}});
  if (!answer) {
    failed.note(answer.error());
    return unreadable(answer.error());
  }
  failed.worked();
  return answer->ok() ? stored_secret(answer->body) : refused_one(name, *answer);
}

void SecretReading::take_values(const JsonAnswer& answer, Answers& answers) {
  for (const Json& value : list_at(answer, "SecretValues"))
    if (const std::string name = text_at(value, "/Name"); !name.empty())
      answers.insert_or_assign(name, stored_secret(value));
}

void SecretReading::take_errors(const JsonAnswer& answer, Answers& answers, FailedCalls& failed) {
  for (const Json& error : list_at(answer, "Errors")) {
    const std::string name = text_at(error, "/SecretId");
    const JsonAnswer one = alone(error);
    // These words are AWS's for an entry that it does not have; it has others for one without a
    // version. What is not understood is asked about.
    if (says(one, "ResourceNotFoundException") && says_no_secret(text_at(error, "/Message")))
      answers.insert_or_assign(name, StoredEntry{});
    else if (says(one, "InternalServiceError") || says(one, "ThrottlingException"))
      answers.insert_or_assign(name, read_one(name, failed));
    else
      answers.insert_or_assign(name, refused_one(name, one));
  }
}

/// What keeps the whole batch from being read; nothing: it was, or its entries can be read one by
/// one.
std::optional<Error> SecretReading::ask_for(const std::vector<std::string>& names, Answers& answers,
                                            FailedCalls& failed) {
  Json request{{"SecretIdList", names}};
  std::string token;
  for (int page = 0; page < kMostPages && !one_by_one_; ++page) {
    const auto answer = api_.ask("BatchGetSecretValue", request);
    if (!answer) return answer.error();
    if (!answer->ok()) {
      Error error = api_.refused(*answer, {.doing = "read several entries",
                                           .action = "secretsmanager:BatchGetSecretValue"});
      if (error.code == Code::StoreRights) one_by_one_ = true;
      return is_about_all(error) ? std::optional(std::move(error)) : std::nullopt;
    }
    failed.worked();
    take_values(*answer, answers);
    take_errors(*answer, answers, failed);
    const std::string next = text_at(answer->body, "/NextToken");
    if (next.empty() || next == token) break;
    request["NextToken"] = token = next;
  }
  return std::nullopt;
}

SecretReading::Answers SecretReading::read_batch(const std::vector<std::string>& names,
                                                 FailedCalls& failed) {
  Answers answers;
  auto error = failed.seen();
  if (!error) {
    error = ask_for(names, answers, failed);
    if (error) failed.note(*error);
  }
  for (const std::string& name : names)
    if (!answers.contains(name))
      answers.emplace(name, error ? unreadable(*error) : read_one(name, failed));
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
  const std::size_t batches = (wanted.size() + kNamesPerCall - 1) / kNamesPerCall;
  std::vector<Answers> answers(batches);
  FailedCalls failed(kCallsAtOnce);
  parallel_for(batches, kCallsAtOnce, [&](std::size_t i) {
    const auto begin = wanted.begin() + static_cast<std::ptrdiff_t>(i * kNamesPerCall);
    const std::vector<std::string> some(
        begin, begin + static_cast<std::ptrdiff_t>(
                           std::min(kNamesPerCall, wanted.size() - i * kNamesPerCall)));
    answers[i] = read_batch(some, failed);
  });
  for (Answers& some : answers)
    for (auto& [name, entry] : some)
      if (names.contains(name)) all.insert_or_assign(name, std::move(entry));
  for (auto& [name, entry] : all) entry.region = api_.region();
  return all;
}

}  // namespace pgberth
