#include "reconciler/adapters/vault/vault_store.h"

#include "reconciler/adapters/vault/examine.h"
#include "reconciler/adapters/vault/kv_calls.h"

#include <utility>

namespace pgberth {
namespace {

constexpr int kMostTries = 16;

Error failed(const KvName& name, const std::string& why) {
  return {.code = Code::StoreFailed, .what = "entry \"" + name.path() + "\" of Vault " + why};
}

VaultAct act(const std::string& verb, const std::string& capability, const KvName& name) {
  return {.doing = verb + " \"" + name.path() + "\"",
          .capability = capability,
          .path = name.data_path()};
}

/// Why a patch that adds keys did not work.
Error not_added(Error error, int status) {
  // Without the right to add keys a person has to.
  if (error.code == Code::StoreRights) error.code = Code::KeyNotGranted;
  if (status == 405) error.hint = "Adding a key needs Vault 1.9 or newer.";
  return error;
}

bool holds(const StoredEntry& entry, const std::string& key, const Secret& value) {
  const auto found = entry.content.find(key);
  return found != entry.content.end() && same_bytes(found->second, value);
}

}  // namespace

std::map<std::string, StoredEntry> VaultStore::read(const std::set<std::string>& paths) {
  return read_kv_entries(*api_, mounts_, paths);
}

/// The mount is asked about anew each time: what is sent to version 2 would overwrite in version 1,
/// should one have taken the other's place.
Result<KvName> VaultStore::writable(const std::string& path, const Content& content) {
  if (auto sound = check_path(path); !sound) return std::move(sound).error();
  if (auto fits = check_kv_content(path, content); !fits) return std::move(fits).error();
  auto name = mounts_.find(path, true);
  if (!name || name->mount.versioned()) return name;
  return Error{.code = Code::StoreUnfit,
               .what = "mount \"" + name->mount.path +
                       "\" of Vault is KV version 1, which cannot create without overwriting",
               .hint = "Upgrade it with `vault kv enable-versioning " + name->mount.path +
                       "`; what is in it stays."};
}

Result<Creation> VaultStore::create(const std::string& path, const NewEntry& entry) {
  const auto name = writable(path, entry.content);
  if (!name) return name.error();
  const auto answer = api_->ask(
      {.method = "POST", .path = url_path(name->data_path()), .body = new_kv_entry(entry.content)});
  if (!answer) return answer.error();
  if (answer->ok()) return Creation::Created;
  if (says_moved_on(*answer)) return Creation::AlreadyThere;
  if (answer->status == 403) {
    // Who may create and not update is refused where something is; that is no lack of rights.
    const auto there = get_kv_entry(*api_, *name);
    if (there && there->stored.presence != Presence::Absent &&
        there->stored.presence != Presence::Unreadable)
      return Creation::AlreadyThere;
    Error error = api_->refused(*answer, act("create", "create", *name));
    // Vault lets only who may update write the first version where metadata are kept already.
    if (there && there->stored.presence == Presence::Absent && error.code == Code::StoreRights)
      error.hint += " Where it has metadata and no version, `vault kv metadata delete` takes them.";
    return error;
  }
  return api_->refused(*answer, act("create", "create", *name));
}

Result<std::set<std::string>> VaultStore::add_missing_keys(const std::string& path,
                                                           const NewKeys& keys) {
  const Content& content = keys.content;
  const auto name = writable(path, content);
  if (!name) return name.error();
  // Of a call whose answer was lost it is not known whether it had an effect: then the entry tells.
  std::set<std::string> tried;
  std::int64_t seen = 0;
  for (int made = 0; made < kMostTries; ++made) {
    const auto entry = get_kv_entry(*api_, *name);
    if (!entry) return entry.error();
    const StoredEntry& stored = entry->stored;
    if (stored.presence == Presence::Absent)
      return failed(*name, "is not there, so it gets no keys");
    if (!entry->grows) return failed(*name, "gets no keys: " + stored.detail);
    if (auto changed = changed_meanwhile(path, stored, keys.held)) return *std::move(changed);
    std::set<std::string> missing;
    for (const auto& [key, value] : content)
      if (!stored.content.contains(key)) missing.insert(key);
    std::erase_if(tried,
                  [&](const std::string& key) { return !holds(stored, key, content.at(key)); });
    if (missing.empty()) return tried;
    const auto answer = api_->ask({.method = "PATCH",
                                   .path = url_path(name->data_path()),
                                   .body = kv_key_patch(entry->version, content, missing),
                                   .content_type = "application/merge-patch+json"});
    if (!answer) return answer.error();
    tried.insert(missing.begin(), missing.end());
    if (answer->ok()) return tried;
    // It changed meanwhile; if it did not, it is the patch that is refused.
    if (!says_moved_on(*answer) || entry->version == seen)
      return not_added(api_->refused(*answer, act("add keys to", "patch", *name)), answer->status);
    seen = entry->version;
  }
  return failed(*name, "changes all the time, so no key was added");
}

Result<std::set<std::string>> VaultStore::list(const std::string& prefix) {
  const auto mounts = mounts_.all();
  if (!mounts) return mounts.error();
  std::set<std::string> names;
  bool shown = prefix.empty();
  for (const KvMount& mount : *mounts) {
    if (!mount.path.starts_with(prefix) && !prefix.starts_with(mount.path)) continue;
    shown = true;
    auto listed = list_kv_entries(*api_, mount, prefix);
    if (!listed) return listed;
    names.merge(*listed);
  }
  if (shown) return names;
  return Error{.code = Code::StoreRights,
               .what = "Vault shows no mount in which \"" + prefix + "\" could be",
               .hint =
                   "Mount a key-value engine there, or grant anything below it; "
                   "deploy/rights/vault has what pgberth needs."};
}

Result<std::string> VaultStore::identity() {
  return cluster_id(*api_);
}

std::vector<Check> VaultStore::examine(const StoreWork& work) {
  return examine_vault(*api_, mounts_, work);
}

}  // namespace pgberth
