#include "reconciler/model/store.h"

namespace pgberth {

std::optional<Error> changed_meanwhile(const std::string& path, const StoredEntry& stored,
                                       const Content& held) {
  for (const auto& [key, bytes] : held) {
    const auto found = stored.content.find(key);
    if (found == stored.content.end() || !same_bytes(found->second, bytes))
      return Error{.code = Code::Superseded,
                   .what = "\"" + key + "\" of entry \"" + path + "\" changed meanwhile",
                   .hint = "Run again to plan anew."};
  }
  return std::nullopt;
}

}  // namespace pgberth
