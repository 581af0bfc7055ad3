#include "reconciler/adapters/secrets_manager/secret_value.h"

#include "reconciler/adapters/base64.h"
#include "reconciler/adapters/http/json_api.h"
#include "reconciler/adapters/json_text.h"
#include "reconciler/base/identifier.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr double kLastTime = 253402300800.0;  // The year 10000.
constexpr std::size_t kLargest = 65'536;
constexpr std::size_t kLongestName = 512;

constexpr const char* kObject =
    "pgberth, like External Secrets, takes an object of JSON whose members are its keys.";

/// The bytes of either kind; nothing where there are none.
std::optional<Secret> bytes_of(const Json& value) {
  if (const auto text = value.find("SecretString"); text != value.end() && text->is_string())
    return Secret{text->get_ref<const std::string&>()};
  if (const auto text = value.find("SecretBinary"); text != value.end() && text->is_string())
    return from_base64(text->get_ref<const std::string&>());
  return std::nullopt;
}

std::optional<std::chrono::sys_seconds> time_in(const Json& value) {
  const auto created = value.find("CreatedDate");
  if (created == value.end() || !created->is_number()) return std::nullopt;
  const double seconds = created->get<double>();
  if (!(seconds >= 0 && seconds < kLastTime)) return std::nullopt;
  return std::chrono::sys_seconds{std::chrono::seconds{static_cast<std::int64_t>(seconds)}};
}

StoredEntry unreadable(std::string why) {
  return {.presence = Presence::Unreadable, .detail = std::move(why), .hint = kObject};
}

Result<Done> check_member(const std::string& name, const std::string& key, const Secret& value) {
  if (key.empty() || key.find('\0') != std::string::npos || !valid_utf8(key))
    return Error{.code = Code::EntryNameInvalid,
                 .what = "\"" + key + "\" cannot be a key of \"" + name + "\"",
                 .hint = "Keys are text."};
  if (!valid_utf8(value.reveal()))
    return Error{
        .code = Code::StoreFailed,
        .what = "key \"" + key + "\" of \"" + name + "\" would hold bytes that are no text",
        .hint = "What is written is JSON; encode the value, in base64 for example."};
  return Done{};
}

}  // namespace

Result<Done> check_secret_name(const std::string& name) {
  const bool allowed = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/_+=.@!-").find(c) != std::string_view::npos;
  });
  if (allowed && !name.empty() && name.size() <= kLongestName) return Done{};
  return Error{.code = Code::EntryNameInvalid,
               .what = "\"" + name + "\" cannot be an entry of Secrets Manager",
               .hint = "A name has letters, digits and /_+=.@!- and at most 512 of them."};
}

Result<Done> check_secret_content(const std::string& name, const Content& content) {
  if (content.empty())
    return Error{.code = Code::StoreFailed, .what = "\"" + name + "\" would have no keys"};
  std::size_t size = 0;
  for (const auto& [key, value] : content) {
    if (auto fits = check_member(name, key, value); !fits) return fits;
    size += key.size() + value.reveal().size();
  }
  if (size <= kLargest) size = secret_string(content).size();
  if (size > kLargest)
    return Error{.code = Code::EntryTooLarge,
                 .what = "\"" + name + "\" would have " + std::to_string(size) +
                         " bytes, Secrets Manager takes " + std::to_string(kLargest)};
  return Done{};
}

std::string secret_string(const Content& content) {
  Json object = Json::object();
  for (const auto& [key, value] : content) object[key] = value.reveal();
  return object.dump();
}

StoredEntry stored_secret(const Json& value) {
  const auto bytes = bytes_of(value);
  if (!bytes) return unreadable("it holds neither text nor bytes that are understood");
  const Json object = json_in(std::string(bytes->reveal()));
  if (!object.is_object()) return unreadable("what it holds is no object of JSON");
  StoredEntry entry{.presence = Presence::Present,
                    .changed = time_in(value),
                    .version = text_at(value, "/VersionId")};
  for (const auto& [key, each] : object.items()) {
    // As what others read from it is not known, it is as good as nothing; the other keys are.
    auto text = text_of(each);
    entry.content.emplace(key, text ? *std::move(text) : Secret{});
  }
  return entry;
}

}  // namespace pgberth
