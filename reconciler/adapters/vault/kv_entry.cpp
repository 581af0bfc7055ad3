#include "reconciler/adapters/vault/kv_entry.h"

#include "reconciler/adapters/json_text.h"
#include "reconciler/adapters/time_text.h"
#include "reconciler/adapters/vault/vault_line.h"
#include "reconciler/base/identifier.h"

#include <optional>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLargestEntry = std::size_t{1} << 20u;

StoredEntry unreadable(std::string why) {
  return {.presence = Presence::Unreadable, .detail = std::move(why)};
}

StoredEntry keys_of(const Json& data) {
  if (data.empty()) return {.presence = Presence::NoVersion, .detail = "it has no keys"};
  StoredEntry entry{.presence = Presence::Present};
  for (const auto& [key, value] : data.items()) {
    // As what others read from it is not known, it is as good as nothing; the other keys are.
    auto text = text_of(value);
    entry.content.emplace(key, text ? *std::move(text) : Secret{});
  }
  return entry;
}

std::int64_t version_in(const Json& answer) {
  const Json& version = found_at(answer, "/data/metadata/version");
  return version.is_number_integer() ? version.get<std::int64_t>() : 0;
}

/// Of an entry whose newest version has no data.
StoredEntry gone(const Json& answer) {
  const std::string version = "version " + std::to_string(version_in(answer));
  if (found_at(answer, "/data/metadata/destroyed") == true)
    return {.presence = Presence::NoVersion, .detail = version + " of it is destroyed"};
  const std::string since = text_at(answer, "/data/metadata/deletion_time");
  if (since.empty()) return unreadable("its newest version is not understood");
  return {.presence = Presence::SoftDeleted, .detail = version + " was deleted at " + since};
}

Json data_of(const Content& content) {
  Json data = Json::object();
  for (const auto& [key, value] : content) data[key] = value.reveal();
  return data;
}

Result<Done> check_key(const std::string& path, const std::string& key, const Secret& value) {
  if (key.empty() || key.find('\0') != std::string::npos || !valid_utf8(key))
    return Error{.code = Code::EntryNameInvalid,
                 .what = "\"" + key + "\" cannot be a key of \"" + path + "\"",
                 .hint = "Keys in Vault are text."};
  if (!valid_utf8(value.reveal()))
    return Error{
        .code = Code::StoreFailed,
        .what = "key \"" + key + "\" of \"" + path + "\" would hold bytes that are no text",
        .hint = "Vault keeps text (UTF-8); encode the value, in base64 for example."};
  return Done{};
}

}  // namespace

Result<Done> check_kv_content(const std::string& path, const Content& content) {
  if (content.empty())
    return Error{.code = Code::StoreFailed, .what = "\"" + path + "\" would have no keys"};
  std::size_t size = 0;
  for (const auto& [key, value] : content) {
    if (auto fits = check_key(path, key, value); !fits) return fits;
    size += key.size() + value.reveal().size();
  }
  // As JSON it has at least as many bytes, and at most six for one.
  if (size <= kLargestEntry) size = data_of(content).dump().size();
  if (size > kLargestEntry)
    return Error{.code = Code::EntryTooLarge,
                 .what = "\"" + path + "\" would have " + std::to_string(size) +
                         " bytes, Vault takes " + std::to_string(kLargestEntry)};
  return Done{};
}

KvEntry kv_entry(const Json& answer, bool versioned) {
  const Json& data = found_at(answer, versioned ? "/data/data" : "/data");
  KvEntry entry{.version = version_in(answer)};
  if (data.is_object()) {
    entry.stored = keys_of(data);
    entry.stored.locked = !versioned;
    if (!versioned) entry.stored.hint = kUpgrade;
    entry.grows = entry.version > 0 && entry.stored.presence != Presence::Unreadable;
  } else if (versioned && data.is_null() && entry.version > 0) {
    entry.stored = gone(answer);
  } else {
    entry.stored = unreadable("the answer is not understood");
  }
  if (entry.stored.presence == Presence::Present) {
    const std::string made = text_at(answer, "/data/metadata/created_time");
    entry.stored.changed = time_of(made);
    if (entry.version > 0) entry.stored.version = std::to_string(entry.version) + " " + made;
  }
  return entry;
}

std::string new_kv_entry(const Content& content) {
  return Json{{"options", {{"cas", 0}}}, {"data", data_of(content)}}.dump();
}

std::string kv_key_patch(std::int64_t version, const Content& content,
                         const std::set<std::string>& keys) {
  Json added = Json::object();
  for (const std::string& key : keys) added[key] = content.at(key).reveal();
  return Json{{"options", {{"cas", version}}}, {"data", std::move(added)}}.dump();
}

}  // namespace pgberth
