#include "reconciler/adapters/secrets_manager/secret_list.h"

#include "reconciler/adapters/secrets_manager/secret_value.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr int kPage = 100;
constexpr std::size_t kMostPrefixes = 10;

bool begins_with_one(const std::string& name, const std::set<std::string>& prefixes) {
  return std::ranges::any_of(prefixes,
                             [&](const std::string& prefix) { return name.starts_with(prefix); });
}

/// A row without what nobody needs to keep.
void take_rows(const Json& answer, const std::set<std::string>& prefixes,
               std::map<std::string, Json>& rows) {
  const auto list = answer.find("SecretList");
  if (list == answer.end() || !list->is_array()) return;
  for (const Json& row : *list)
    if (std::string name = text_at(row, "/Name"); !name.empty() && begins_with_one(name, prefixes))
      rows.insert_or_assign(std::move(name), row);
}

/// Prefixes of `length` characters.
std::set<std::string> cut(const std::set<std::string>& names, std::size_t length) {
  std::set<std::string> prefixes;
  for (const std::string& name : names) prefixes.insert(name.substr(0, length));
  return prefixes;
}

}  // namespace

Result<std::map<std::string, Json>> list_secrets(SecretsManagerApi& api,
                                                 const SecretListing& listing) {
  std::map<std::string, Json> rows;
  Json request{{"MaxResults", kPage}, {"IncludePlannedDeletion", true}};
  std::set<std::string> prefixes;
  for (const std::string& prefix : listing.prefixes)
    if (prefix.empty() || check_secret_name(prefix)) prefixes.insert(prefix);
  if (prefixes.empty()) return rows;  // No entry has such a name.
  // AWS takes no empty value; one that begins with "!" would be everything that does not.
  const bool all = prefixes.contains("") || std::ranges::any_of(prefixes, [](const auto& prefix) {
                     return prefix.starts_with('!');
                   });
  if (!all) request["Filters"] = {{{"Key", "name"}, {"Values", prefixes}}};
  std::string token;
  for (int page = 0; page < listing.most_pages; ++page) {
    const auto answer = api.ask("ListSecrets", request);
    if (!answer) return answer.error();
    if (!answer->ok() || !answer->body.is_object())
      return api.refused(*answer,
                         {.doing = "list entries", .action = "secretsmanager:ListSecrets"});
    take_rows(answer->body, prefixes, rows);
    const std::string next = text_at(answer->body, "/NextToken");
    if (next.empty()) return rows;
    if (next == token) break;
    request["NextToken"] = token = next;
  }
  return Error{.code = Code::StoreFailed, .what = api.whom() + "has more entries than are listed"};
}

std::set<std::string> prefixes_of(const std::set<std::string>& names) {
  if (names.empty()) return {""};
  std::set<std::string> found = names;
  std::size_t length = 0;
  for (const std::string& name : names) length = std::max(length, name.size());
  while (found.size() > kMostPrefixes && length > 0) found = cut(names, --length);
  return found;
}

}  // namespace pgberth
