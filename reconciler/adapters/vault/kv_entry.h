#pragma once

#include "reconciler/base/result.h"
#include "reconciler/model/entry.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <set>
#include <string>

namespace pgberth {

/// What helps where a mount is KV version 1.
inline constexpr const char* kUpgrade =
    "Upgrade its mount with `vault kv enable-versioning MOUNT`; what is in it stays.";

/// An entry as Vault answers it, and the version that a change of it must name.
struct KvEntry {
  StoredEntry stored{};
  std::int64_t version = 0;  ///< 0: there is none.
  bool grows = false;        ///< Whether that version holds data, so that keys can be added to it.
};

/// Errors: EntryNameInvalid (a key that is empty or no text), StoreFailed (no keys, or a value that
/// is no text: Vault keeps JSON), EntryTooLarge (over 1 MiB as JSON).
Result<Done> check_kv_content(const std::string& path, const Content& content);

/// What the answer to a read says of the entry. Text stands as it is, a number or boolean as JSON
/// writes it, null as nothing, what is nested as JSON in one line. One whose newest version was
/// deleted is SoftDeleted; one whose newest version is destroyed, or that has no keys, NoVersion;
/// one that is not understood Unreadable.
KvEntry kv_entry(const nlohmann::json& answer, bool versioned);

/// What creates an entry, and only where no version of it is or was.
std::string new_kv_entry(const Content& content);

/// A merge patch that adds `keys` of `content`, carried out only on that very version.
std::string kv_key_patch(std::int64_t version, const Content& content,
                         const std::set<std::string>& keys);

}  // namespace pgberth
