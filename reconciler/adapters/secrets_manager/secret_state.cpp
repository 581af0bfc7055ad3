#include "reconciler/adapters/secrets_manager/secret_state.h"

#include "reconciler/adapters/http/json_api.h"
#include "reconciler/model/by_hand.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr const char* kCurrent = "AWSCURRENT";
constexpr const char* kPending = "AWSPENDING";

/// AWS writes dates as seconds; "2026-11-29".
std::string day_in(const Json& description, const char* key) {
  const auto found = description.find(key);
  if (found == description.end() || !found->is_number()) return "";
  constexpr double last = 253402300799.0;  // Of the year 9999; what is later is shown as that.
  const auto seconds = static_cast<std::time_t>(std::clamp(found->get<double>(), 0.0, last));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 11> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts)};
}

const Json& stages_of(const Json& description) {
  static const Json none = Json::object();
  for (const char* key : {"VersionIdsToStages", "SecretVersionsToStages"})
    if (const auto found = description.find(key); found != description.end() && found->is_object())
      return *found;
  return none;
}

/// The version that has the label; "": none.
std::string version_with(const Json& description, const char* label) {
  for (const auto& [version, labels] : stages_of(description).items())
    if (labels.is_array() && std::ranges::count(labels, Json(label)) > 0) return version;
  return "";
}

/// "us-east-1" where the entry is a copy of one there.
std::string replica_of(const Json& description, const std::string& region) {
  const std::string primary = text_at(description, "/PrimaryRegion");
  return primary == region ? "" : primary;
}

}  // namespace

std::string circumstances_of(const Json& description, const std::string& region) {
  const std::string pending = version_with(description, kPending);
  if (!pending.empty() && pending != version_with(description, kCurrent))
    return "its rotation has not ended";
  if (const std::string owner = text_at(description, "/OwningService"); !owner.empty())
    return "it belongs to the service \"" + owner + "\"";
  if (const std::string primary = replica_of(description, region); !primary.empty())
    return "it is a replica of the one in " + primary;
  return "";
}

std::string version_of(const Json& description) {
  const auto changed = description.find("LastChangedDate");
  return version_with(description, kCurrent) + " " +
         (changed == description.end() ? "" : changed->dump()) + " " +
         day_in(description, "DeletedDate");
}

StoredEntry state_of(const std::string& name, const Json& description, const std::string& region) {
  const std::string where = " --region " + region + " --secret-id " + shell_word(name);
  if (const std::string day = day_in(description, "DeletedDate"); !day.empty())
    return {.presence = Presence::PendingDeletion,
            .detail = "it is marked for deletion, with the date " + day,
            .hint = "Either take the deletion back with `aws secretsmanager restore-secret" +
                    where +
                    "`, and it is used as it is; or wait until it is gone, and it is made anew. "
                    "pgberth does neither by itself."};
  if (version_with(description, kCurrent).empty()) {
    const std::string primary = replica_of(description, region);
    return {.presence = Presence::NoVersion,
            .detail = "it has no current version",
            .hint = primary.empty()
                        ? "Put the credential into it with `aws secretsmanager put-secret-value" +
                              where + " --secret-string file://FILE`, or delete it."
                        : "It is a replica: put the credential into the one in " + primary + "."};
  }
  return {.presence = Presence::Unreadable, .detail = "it is there, and its value is not given"};
}

bool says_no_secret(const std::string& message) {
  return message == "Secrets Manager can't find the specified secret.";
}

}  // namespace pgberth
