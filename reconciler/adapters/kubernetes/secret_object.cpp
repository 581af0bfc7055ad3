#include "reconciler/adapters/kubernetes/secret_object.h"

#include "reconciler/adapters/base64.h"
#include "reconciler/adapters/http/json_api.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestName = 253;
constexpr std::size_t kLongestNamespace = 63;
constexpr std::size_t kLargestEntry = std::size_t{1} << 20u;

bool small_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// RFC 1123: small letters, digits and dashes, none of these at the ends.
bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= kLongestNamespace && small_or_digit(text.front()) &&
         small_or_digit(text.back()) &&
         std::ranges::all_of(text, [](char c) { return small_or_digit(c) || c == '-'; });
}

/// The same with dots between. Each part has letters or digits at its ends.
bool is_subdomain(std::string_view text) {
  if (text.empty() || text.size() > kLongestName) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    const std::string_view part = text.substr(0, dot);
    if (part.empty() || !small_or_digit(part.front()) || !small_or_digit(part.back()) ||
        !std::ranges::all_of(part, [](char c) { return small_or_digit(c) || c == '-'; }))
      return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_key(std::string_view text) {
  constexpr std::string_view others = "-_.";
  return !text.empty() && text.size() <= kLongestName && text != "." && !text.starts_with("..") &&
         std::ranges::all_of(text, [&](char c) {
           return small_or_digit(c) || (c >= 'A' && c <= 'Z') ||
                  others.find(c) != std::string_view::npos;
         });
}

Json data_of(const Content& content) {
  Json data = Json::object();
  for (const auto& [key, value] : content) data[key] = to_base64(value.reveal());
  return data;
}

Error no_key(std::string key, const std::string& path) {
  return {.code = Code::EntryNameInvalid,
          .what = "\"" + std::move(key) + "\" cannot be a key of \"" + path + "\"",
          .hint = "Keys of a Secret have letters, digits, dashes, dots and underscores."};
}

}  // namespace

Result<SecretName> secret_name(const std::string& path) {
  const std::size_t slash = path.find('/');
  SecretName name{.name_space = path.substr(0, slash),
                  .name = slash == std::string::npos ? "" : path.substr(slash + 1)};
  if (is_label(name.name_space) && is_subdomain(name.name)) return name;
  return Error{.code = Code::EntryNameInvalid,
               .what = "\"" + path + "\" cannot be a Secret",
               .hint =
                   "A namespace and a name have small letters, digits and dashes, a name also "
                   "dots."};
}

Result<Done> check_content(const std::string& path, const Content& content) {
  if (content.empty())
    return Error{.code = Code::StoreFailed, .what = "\"" + path + "\" would have no keys"};
  std::size_t size = 0;
  for (const auto& [key, value] : content) {
    if (!is_key(key)) return no_key(key, path);
    size += key.size() + value.reveal().size();
  }
  if (size > kLargestEntry)
    return Error{.code = Code::EntryTooLarge,
                 .what = "\"" + path + "\" would have " + std::to_string(size) +
                         " bytes, a Secret takes " + std::to_string(kLargestEntry)};
  return Done{};
}

StoredEntry stored_entry(const Json& secret) {
  if (const std::string since = text_at(secret, "/metadata/deletionTimestamp"); !since.empty())
    return {.presence = Presence::PendingDeletion, .detail = "since " + since};
  const auto data = secret.find("data");
  if (data == secret.end() || !data->is_object() || data->empty())
    return {.presence = Presence::NoVersion, .detail = "it has no keys"};
  const auto immutable = secret.find("immutable");
  // A Secret that was made anew may come to the same resourceVersion in a restored cluster.
  StoredEntry entry{.presence = Presence::Present,
                    .locked = immutable != secret.end() && *immutable == true,
                    .version = text_at(secret, "/metadata/uid") + " " +
                               text_at(secret, "/metadata/resourceVersion")};
  for (const auto& [key, value] : data->items()) {
    auto bytes = value.is_string() ? from_base64(value.get_ref<const std::string&>())
                                   : std::optional<Secret>();
    if (!bytes)
      return {.presence = Presence::Unreadable, .detail = "key \"" + key + "\" is not understood"};
    entry.content.emplace(key, *std::move(bytes));
  }
  return entry;
}

std::string new_secret(const SecretName& name, const NewEntry& entry) {
  Json metadata{{"name", name.name}, {"namespace", name.name_space}};
  if (entry.release.empty()) {
    metadata["labels"] = {{"app.kubernetes.io/managed-by", "pgberth"}};
  } else {
    metadata["labels"] = {{"app.kubernetes.io/managed-by", "Helm"}};
    metadata["annotations"] = {{"meta.helm.sh/release-name", entry.release.name},
                               {"meta.helm.sh/release-namespace", entry.release.name_space}};
  }
  return Json{{"apiVersion", "v1"},
              {"kind", "Secret"},
              {"type", "Opaque"},
              {"metadata", std::move(metadata)},
              {"data", data_of(entry.content)}}
      .dump();
}

std::string key_patch(const Json& secret, const Content& content,
                      const std::set<std::string>& keys) {
  Json added = Json::object();
  for (const std::string& key : keys) added[key] = to_base64(content.at(key).reveal());
  Json patch = Json::array(
      {{{"op", "test"},
        {"path", "/metadata/resourceVersion"},
        {"value", text_at(secret, "/metadata/resourceVersion")}},
       {{"op", "test"}, {"path", "/metadata/uid"}, {"value", text_at(secret, "/metadata/uid")}}});
  const auto data = secret.find("data");
  if (data == secret.end() || !data->is_object()) {
    patch.push_back({{"op", "add"}, {"path", "/data"}, {"value", std::move(added)}});
    return patch.dump();
  }
  // Keys of Secrets have no character that a JSON pointer would want escaped.
  for (auto& [key, value] : added.items())
    patch.push_back({{"op", "add"}, {"path", "/data/" + key}, {"value", value}});
  return patch.dump();
}

}  // namespace pgberth
