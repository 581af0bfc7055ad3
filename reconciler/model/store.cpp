#include "reconciler/model/store.h"

#include <algorithm>

namespace pgberth {

Result<std::string> SecretStore::identity() {
  return Error{.code = Code::StoreUnfit,
               .what = "this store does not tell which one it is",
               .hint = "Take `identity` out of its settings."};
}

std::optional<Error> changed_meanwhile(const std::string& path, const StoredEntry& stored,
                                       const Content& held) {
  const auto other = std::ranges::find_if(held, [&](const auto& key) {
    const auto found = stored.content.find(key.first);
    return found == stored.content.end() || !same_bytes(found->second, key.second);
  });
  if (other == held.end()) return std::nullopt;
  return Error{.code = Code::Superseded,
               .what = "\"" + other->first + "\" of entry \"" + path + "\" changed meanwhile",
               .hint = "Run again to plan anew."};
}

}  // namespace pgberth
