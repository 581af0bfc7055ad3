#include "reconciler/adapters/vault/kv_calls.h"

#include "reconciler/adapters/failed_calls.h"
#include "reconciler/base/parallel.h"

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kCallsAtOnce = 4;
constexpr int kDeepest = 32;
constexpr std::size_t kMostNames = 100'000;  ///< And as many folders on one level.

/// What Vault answers of what it does not have. Others write 404 differently: a proxy, or Vault
/// itself when nothing is mounted there.
bool is_nothing(const JsonAnswer& answer) {
  const Json& errors = found_at(answer.body, "/errors");
  return answer.status == 404 && errors.is_array() && errors.empty();
}

/// The names in `folder` of `mount`: "postgres", "qa/".
Result<std::vector<std::string>> names_in(VaultApi& api, const KvMount& mount,
                                          const std::string& folder) {
  const std::string path = folder_path(mount, folder);
  const auto answer = api.ask({.path = url_path(path) + "?list=true"});
  if (!answer) return answer.error();
  if (is_nothing(*answer)) return std::vector<std::string>{};
  const Json& keys = found_at(answer->body, "/data/keys");
  if (!answer->ok() || !keys.is_array())
    return api.refused(
        *answer,
        {.doing = "list \"" + mount.path + folder + "\"", .capability = "list", .path = path});
  std::vector<std::string> names;
  for (const Json& key : keys)
    if (key.is_string() && !key.get_ref<const std::string&>().empty()) names.push_back(key);
  return names;
}

Error too_many(const KvMount& mount) {
  return {.code = Code::StoreFailed,
          .what = "mount \"" + mount.path +
                  "\" of Vault has more entries than are listed, or they lie deeper than " +
                  std::to_string(kDeepest) + " folders"};
}

/// The deepest folder of `mount` in which everything lies that begins with `prefix`.
std::string folder_of(const std::string& prefix, const KvMount& mount) {
  if (!prefix.starts_with(mount.path)) return "";
  const std::string below = prefix.substr(mount.path.size());
  const std::size_t slash = below.rfind('/');
  return slash == std::string::npos ? "" : below.substr(0, slash + 1);
}

/// What is not there, and where pgberth cannot make it.
KvEntry not_to_be_made(const KvName& name) {
  return {.stored = {.presence = Presence::Unreadable,
                     .detail = "it is not there, and its mount \"" + name.mount.path +
                               "\" is KV version 1, where nothing can be created safely",
                     .hint = kUpgrade}};
}

}  // namespace

Result<KvEntry> get_kv_entry(VaultApi& api, const KvName& name) {
  const auto answer = api.ask({.path = url_path(name.data_path())});
  if (!answer) return answer.error();
  if (is_nothing(*answer)) return name.mount.versioned() ? KvEntry{} : not_to_be_made(name);
  // A 404 with a body tells of an entry without a version to show.
  const bool told = answer->status == 404 && name.mount.versioned() &&
                    found_at(answer->body, "/data/metadata").is_object();
  if (answer->ok() || told) return kv_entry(answer->body, name.mount.versioned());
  return api.refused(
      *answer,
      {.doing = "read \"" + name.path() + "\"", .capability = "read", .path = name.data_path()});
}

std::map<std::string, StoredEntry> read_kv_entries(VaultApi& api, KvMounts& mounts,
                                                   const std::set<std::string>& paths) {
  const std::vector<std::string> wanted(paths.begin(), paths.end());
  std::vector<StoredEntry> answers(wanted.size());
  FailedCalls failure(kCallsAtOnce);
  parallel_for(wanted.size(), kCallsAtOnce, [&](std::size_t i) {
    auto failed = failure.seen();
    if (!failed) {
      const auto name = mounts.find(wanted[i]);
      auto entry = name ? get_kv_entry(api, *name) : Result<KvEntry>(name.error());
      if (entry) {
        failure.worked();
        answers[i] = std::move(entry->stored);
        return;
      }
      failure.note(entry.error());
      failed = entry.error();
    }
    answers[i] = {.presence = Presence::Unreadable, .detail = failed->what, .hint = failed->hint};
  });
  std::map<std::string, StoredEntry> all;
  for (std::size_t i = 0; i < wanted.size(); ++i) all.emplace(wanted[i], std::move(answers[i]));
  return all;
}

Result<std::set<std::string>> list_kv_entries(VaultApi& api, const KvMount& mount,
                                              const std::string& prefix) {
  std::set<std::string> names;
  std::vector<std::string> level{folder_of(prefix, mount)};
  for (int depth = 0; !level.empty(); ++depth) {
    if (depth > kDeepest || level.size() > kMostNames) return too_many(mount);
    std::vector<std::vector<std::string>> found(level.size());
    std::mutex busy;
    std::optional<Error> failed;
    parallel_for(level.size(), kCallsAtOnce, [&](std::size_t i) {
      {
        const std::lock_guard lock(busy);
        if (failed) return;
      }
      auto listed = names_in(api, mount, level[i]);
      const std::lock_guard lock(busy);
      if (listed)
        found[i] = *std::move(listed);
      else
        failed = listed.error();
    });
    if (failed) return *std::move(failed);
    std::vector<std::string> below;
    for (std::size_t i = 0; i < level.size(); ++i)
      for (const std::string& name : found[i]) {
        const std::string path = mount.path + level[i] + name;
        if (name.ends_with('/') && path.starts_with(prefix))
          below.push_back(level[i] + name);
        else if (!name.ends_with('/') && path.starts_with(prefix))
          names.insert(path);
      }
    if (names.size() > kMostNames) return too_many(mount);
    level = std::move(below);
  }
  return names;
}

}  // namespace pgberth
