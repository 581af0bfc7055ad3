#include "reconciler/adapters/secrets_manager/secrets_manager_store.h"

#include "reconciler/adapters/secrets_manager/examine.h"
#include "reconciler/adapters/secrets_manager/refusal.h"
#include "reconciler/adapters/secrets_manager/secret_list.h"
#include "reconciler/adapters/secrets_manager/secret_state.h"
#include "reconciler/adapters/secrets_manager/secret_value.h"

#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr int kPagesMore = 6;
constexpr std::size_t kFew = 5;  ///< Entries that are asked about one by one.

/// How long reading may not know yet what was created.
constexpr milliseconds kYoung = std::chrono::seconds{30};
constexpr Patience kForYoung{
    .tries = 100, .first = milliseconds{100}, .longest = milliseconds{2'000}, .in_all = kYoung};

/// Values can name what cannot be an entry.
std::set<std::string> sound_names(const std::set<std::string>& paths) {
  std::set<std::string> names;
  for (const std::string& path : paths)
    if (check_secret_name(path)) names.insert(path);
  return names;
}

}  // namespace

/// The creations that happened a while ago are forgotten.
std::set<std::string> SecretsManagerStore::young_among(
    const std::map<std::string, StoredEntry>& answers) {
  const std::lock_guard lock(busy_);
  std::erase_if(young_, [&](const auto& each) { return clock_.now() - each.second > kYoung; });
  std::set<std::string> names;
  for (const auto& [name, entry] : answers)
    if ((entry.presence == Presence::Absent || entry.presence == Presence::NoVersion) &&
        young_.contains(name))
      names.insert(name);
  return names;
}

std::map<std::string, StoredEntry> SecretsManagerStore::read(const std::set<std::string>& paths) {
  auto answers = reading_.read(paths);
  Backoff backoff(clock_, entropy_, kForYoung);
  for (auto young = young_among(answers); !young.empty() && backoff.wait();
       young = young_among(answers))
    for (auto& [name, entry] : reading_.read(young)) answers[name] = std::move(entry);
  return answers;
}

/// Its token makes a second request the same one, should the answer to the first be lost.
Json SecretsManagerStore::creation_of(const std::string& path, const Content& content) {
  constexpr std::size_t length = 40;
  const AwsAddress& address = api_->address();
  Json request{{"Name", path},
               {"ClientRequestToken",
                entropy_.text("abcdefghijklmnopqrstuvwxyz0123456789", length).reveal()},
               {"SecretString", secret_string(content)}};
  if (!address.kms_key.empty()) request["KmsKeyId"] = address.kms_key;
  if (!address.description.empty()) request["Description"] = address.description;
  for (const auto& [key, value] : address.tags)
    request["Tags"].push_back({{"Key", key}, {"Value", value}});
  return request;
}

Result<Creation> SecretsManagerStore::create(const std::string& path, const NewEntry& entry) {
  if (auto sound = check_secret_name(path); !sound) return std::move(sound).error();
  if (auto sound = check_secret_content(path, entry.content); !sound)
    return std::move(sound).error();
  const auto answer = api_->ask("CreateSecret", creation_of(path, entry.content));
  if (!answer) return answer.error();
  const bool there = says(*answer, "ResourceExistsException");
  if (answer->ok() || there) {
    const std::lock_guard lock(busy_);
    young_[path] = clock_.now();
    return there ? Creation::AlreadyThere : Creation::Created;
  }
  if (says(*answer, "InvalidRequestException")) {
    const StoredEntry state = reading_.described(path);
    if (state.presence == Presence::PendingDeletion)
      return Error{.code = Code::PendingDeletion,
                   .what = "\"" + path + "\" cannot be created: " + state.detail,
                   .hint = state.hint};
  }
  return api_->refused(*answer, {.doing = "create \"" + path + "\"",
                                 .action = "secretsmanager:CreateSecret",
                                 .secret = path});
}

Result<std::set<std::string>> SecretsManagerStore::add_missing_keys(const std::string& path,
                                                                    const NewKeys&) {
  return Error{.code = Code::StoreUnfit,
               .what = "no key can be added to \"" + path +
                       "\": Secrets Manager only takes an entry as a whole",
               .hint = "Add it by hand."};
}

Result<std::set<std::string>> SecretsManagerStore::list(const std::string& prefix) {
  auto rows = list_secrets(*api_, {.prefixes = {prefix}});
  if (!rows) return std::move(rows).error();
  std::set<std::string> names;
  for (const auto& [name, row] : *rows) names.insert(name);
  return names;
}

std::optional<Versions> SecretsManagerStore::versions(const std::set<std::string>& paths) {
  const std::set<std::string> names = sound_names(paths);
  if (names.empty()) return Versions{};
  // In an account of very many entries it would cost more than reading.
  const int most_pages = static_cast<int>(names.size() / kNamesPerCall) + kPagesMore;
  const auto rows = list_secrets(*api_, {.prefixes = prefixes_of(names), .most_pages = most_pages});
  if (!rows) return std::nullopt;
  Versions versions;
  for (const auto& [name, row] : *rows)
    if (names.contains(name)) versions.emplace(name, version_of(row));
  return versions;
}

std::map<std::string, std::string> SecretsManagerStore::circumstances(
    const std::set<std::string>& paths) {
  std::map<std::string, nlohmann::json> rows;
  if (paths.size() > kFew) {
    if (auto listed = list_secrets(*api_, {.prefixes = prefixes_of(sound_names(paths))}))
      rows = *std::move(listed);
  } else {
    for (const std::string& path : sound_names(paths))
      if (auto answer = api_->ask("DescribeSecret", {{"SecretId", path}}); answer && answer->ok())
        rows.emplace(path, std::move(answer->body));
  }
  std::map<std::string, std::string> told;
  for (const auto& [path, row] : rows)
    if (std::string says = circumstances_of(row, api_->region());
        !says.empty() && paths.contains(path))
      told.emplace(path, std::move(says));
  return told;
}

Result<std::string> SecretsManagerStore::identity() {
  const auto caller = api_->caller();
  if (!caller) return caller.error();
  return caller->account;
}

std::vector<Check> SecretsManagerStore::examine(const StoreWork& work) {
  return examine_secrets_manager(*api_, work);
}

}  // namespace pgberth
