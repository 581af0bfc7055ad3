#include "reconciler/adapters/secrets_manager/right_trials.h"

#include "reconciler/adapters/secrets_manager/refusal.h"
#include "reconciler/base/parallel.h"
#include "reconciler/model/by_hand.h"

#include <atomic>
#include <optional>
#include <string_view>

namespace pgberth {
namespace {

constexpr std::size_t kCallsAtOnce = 4;

/// Whether the call was let through, whatever came of it.
bool was_allowed(const JsonAnswer& answer) {
  return answer.ok() || is_about_key(answer) || says(answer, "ResourceNotFoundException") ||
         says(answer, "ResourceExistsException") || says(answer, "InvalidRequestException");
}

bool is_creation(std::string_view operation) {
  return operation == "CreateSecret" || operation == "TagResource";
}

}  // namespace

SecretsAct act_of(const std::string& operation, const std::string& name) {
  return {.doing = "do that", .action = "secretsmanager:" + operation, .secret = name};
}

std::string entries(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " entry" : " entries");
}

/// One check for each entry for which it is missing, and one for all others.
bool RightTrials::try_each(const Trial& trial) {
  std::vector<std::optional<Result<JsonAnswer>>> answers(trial.names.size());
  std::atomic<bool> away = false;  // The others would not be answered either.
  parallel_for(trial.names.size(), kCallsAtOnce, [&](std::size_t i) {
    if (!away && !answers[i].emplace(trial.call(trial.names[i]))) away = true;
  });
  std::size_t fine = trial.fine;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto& answer = answers[i];
    if (!answer) continue;
    const Verdict verdict = tell(trial.operation, trial.names[i], *answer);
    if (verdict == Verdict::Unknown) return false;
    if (verdict == Verdict::Fine) ++fine;
  }
  const std::size_t tried = trial.fine + answers.size();
  if (fine > 0)
    checks_.fine(
        act_of(trial.operation).action,
        "on " + entries(fine) + (tried < trial.of ? " of " + std::to_string(trial.of) : ""));
  return fine == tried;
}

/// What one answer means for a right. Fine is not written down yet.
Verdict RightTrials::tell(const std::string& operation, const std::string& name,
                          const Result<JsonAnswer>& answer) {
  const bool denied = answer && is_denied(*answer) && !is_about_key(*answer);
  if (!answer || (!denied && !was_allowed(*answer))) {
    const Error error = answer ? api_.refused(*answer, act_of(operation, name)) : answer.error();
    checks_.unknown(act_of(operation).action, error.what, error.hint);
    return Verdict::Unknown;
  }
  if (!denied) {
    if (operation == "GetSecretValue" && is_about_key(*answer)) locked_.insert(name);
    if (answer->ok() && is_creation(operation)) tell_made(name);
    return Verdict::Fine;
  }
  const bool by_deny = is_by_deny(*answer);
  checks_.missing(act_of(operation).action + " on \"" + name + "\"",
                  by_deny ? "is denied by a policy" : "is not granted",
                  by_deny ? kOfDeny : api_.statement(act_of(operation, name)));
  return Verdict::Missing;
}

/// It was stored under a key that is none.
void RightTrials::tell_made(const std::string& name) {
  checks_.missing("entry \"" + name + "\"",
                  "was made by this look: its store stores under a key that does not exist",
                  "aws secretsmanager delete-secret --force-delete-without-recovery --secret-id " +
                      shell_word(name));
}

}  // namespace pgberth
