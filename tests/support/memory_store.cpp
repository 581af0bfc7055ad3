#include "tests/support/memory_store.h"

#include <optional>
#include <utility>

namespace pgberth {
namespace {

constexpr std::size_t kMaxEntryBytes = std::size_t{1} << 20u;

bool usable(const std::string& name) {
  return !name.empty() && name.find('\0') == std::string::npos;
}

/// What is wrong with storing `content` at `path`, whatever is there.
std::optional<Error> refusal(const std::string& path, const Content& content) {
  Error invalid{.code = Code::EntryNameInvalid, .what = "a name is empty or has a NUL byte"};
  if (!usable(path)) return invalid;
  if (content.empty())
    return Error{.code = Code::StoreFailed, .what = "entry \"" + path + "\" would have no keys"};
  std::size_t bytes = 0;
  for (const auto& [key, value] : content) {
    if (!usable(key)) return invalid;
    bytes += key.size() + value.reveal().size();
  }
  if (bytes > kMaxEntryBytes)
    return Error{.code = Code::EntryTooLarge, .what = "entry \"" + path + "\" is too large"};
  return std::nullopt;
}

Error unreadable(const std::string& path, const StoredEntry& entry) {
  return {.code = Code::Unreadable,
          .what = "entry \"" + path + "\" cannot be read: " + entry.detail};
}

Content duplicate(const Content& content) {
  Content copy;
  for (const auto& [key, value] : content) copy.emplace(key, value.duplicate());
  return copy;
}

MemoryStore::Keys plain(const Content& content) {
  MemoryStore::Keys keys;
  for (const auto& [key, value] : content) keys.emplace(key, value.reveal());
  return keys;
}

}  // namespace

std::map<std::string, StoredEntry> MemoryStore::read(const std::set<std::string>& paths) {
  const std::lock_guard lock(mutex_);
  ++calls_;
  entries_read_ += paths.size();

  std::map<std::string, StoredEntry> answers;
  for (const auto& path : paths) {
    auto& answer = answers[path];
    const auto found = entries_.find(path);
    if (!usable(path)) {
      answer.presence = Presence::Unreadable;
      answer.detail = "the name cannot be used";
    } else if (found != entries_.end()) {
      answer.presence = found->second.presence;
      answer.detail = found->second.detail;
      if (answer.presence == Presence::Present) {
        answer.content = duplicate(found->second.content);
        answer.version = found->second.version;
      }
    }
  }
  return answers;
}

Result<Creation> MemoryStore::create(const std::string& path, const NewEntry& entry) {
  const std::lock_guard lock(mutex_);
  ++calls_;
  if (auto error = refusal(path, entry.content)) return *std::move(error);

  auto& kept = entries_[path];
  if (kept.presence == Presence::Unreadable) return unreadable(path, kept);
  if (kept.presence != Presence::Absent) return Creation::AlreadyThere;
  kept.presence = Presence::Present;
  kept.content = duplicate(entry.content);
  kept.version = new_version();
  changes_.push_back("create " + path);
  return Creation::Created;
}

Result<std::set<std::string>> MemoryStore::add_missing_keys(const std::string& path,
                                                            const NewKeys& keys) {
  const std::lock_guard lock(mutex_);
  ++calls_;
  if (auto error = refusal(path, keys.content)) return *std::move(error);
  if (!options_.adds_keys)
    return Error{.code = Code::StoreFailed,
                 .what = "the store cannot add a key without a chance of overwriting"};

  const auto found = entries_.find(path);
  if (found == entries_.end() || found->second.presence == Presence::Absent)
    return Error{.code = Code::StoreFailed, .what = "entry \"" + path + "\" is absent"};
  auto& entry = found->second;
  if (entry.presence == Presence::Unreadable) return unreadable(path, entry);
  if (entry.presence != Presence::Present && entry.presence != Presence::NoVersion)
    return Error{.code = Code::StoreFailed, .what = "entry \"" + path + "\" is deleted"};
  if (auto changed = changed_meanwhile(path, entry, keys.held)) return *std::move(changed);

  std::set<std::string> added;
  for (const auto& [key, value] : keys.content) {
    if (!entry.content.try_emplace(key, value.duplicate()).second) continue;
    added.insert(key);
    entry.version = new_version();
    changes_.push_back(std::string("add ").append(path).append(" ").append(key));
  }
  entry.presence = Presence::Present;
  return added;
}

Result<std::set<std::string>> MemoryStore::list(const std::string& prefix) {
  const std::lock_guard lock(mutex_);
  ++calls_;
  std::set<std::string> names;
  for (const auto& [path, entry] : entries_)
    if (entry.presence != Presence::Absent && path.starts_with(prefix)) names.insert(path);
  return names;
}

std::optional<Versions> MemoryStore::versions(const std::set<std::string>& paths) {
  const std::lock_guard lock(mutex_);
  if (!options_.tells_versions) return std::nullopt;
  ++calls_;
  Versions versions;
  for (const auto& [path, entry] : entries_)
    if (paths.contains(path) && entry.presence != Presence::Absent)
      versions.emplace(path,
                       entry.version + " " + std::to_string(static_cast<int>(entry.presence)));
  return versions;
}

std::string MemoryStore::new_version() {
  return "v" + std::to_string(++versions_);
}

std::size_t MemoryStore::entries_read() const {
  const std::lock_guard lock(mutex_);
  return entries_read_;
}

void MemoryStore::put(const std::string& path, const Keys& keys) {
  const std::lock_guard lock(mutex_);
  StoredEntry entry{.presence = keys.empty() ? Presence::NoVersion : Presence::Present};
  for (const auto& [key, value] : keys) entry.content.emplace(key, Secret{value});
  entry.version = new_version();
  entries_.insert_or_assign(path, std::move(entry));
}

void MemoryStore::remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  entries_.erase(path);
}

void MemoryStore::set_presence(const std::string& path, Presence presence,
                               const std::string& detail) {
  const std::lock_guard lock(mutex_);
  auto& entry = entries_[path];
  entry.presence = presence;
  entry.detail = detail;
}

std::map<std::string, MemoryStore::Keys> MemoryStore::entries() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, Keys> all;
  for (const auto& [path, entry] : entries_)
    if (!entry.content.empty()) all.emplace(path, plain(entry.content));
  return all;
}

MemoryStore::Keys MemoryStore::entry(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(path);
  return found == entries_.end() ? Keys{} : plain(found->second.content);
}

std::vector<std::string> MemoryStore::changes() const {
  const std::lock_guard lock(mutex_);
  return changes_;
}

std::size_t MemoryStore::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

}  // namespace pgberth
