#include "reconciler/adapters/vault/kv_name.h"

#include "reconciler/adapters/http/url.h"
#include "reconciler/base/identifier.h"

#include <algorithm>
#include <string_view>

namespace pgberth {
namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

std::string why_not(const std::string& path) {
  if (path.empty()) return "is empty";
  if (!valid_utf8(path) || std::ranges::any_of(path, is_control))
    return "has characters that cannot be printed";
  std::string_view rest = path;
  for (std::size_t slash = 0; slash != std::string_view::npos; rest.remove_prefix(slash + 1)) {
    slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    if (part.empty()) return "has an empty part between slashes or at an end";
    if (part == "." || part == "..") return "has a part that leads to another folder";
    if (slash == std::string_view::npos) break;
  }
  return path.find('/') == std::string::npos ? "names no entry below a mount" : "";
}

}  // namespace

std::string folder_path(const KvMount& mount, const std::string& folder) {
  std::string path = mount.path + (mount.versioned() ? "metadata/" : "") + folder;
  path.pop_back();  // The slash at its end.
  return path;
}

std::string url_path(const std::string& path) {
  std::string url;
  std::string_view rest = path;
  while (true) {
    const std::size_t slash = rest.find('/');
    url += url_segment(rest.substr(0, slash));
    if (slash == std::string_view::npos) return url;
    url += '/';
    rest.remove_prefix(slash + 1);
  }
}

Result<Done> check_path(const std::string& path) {
  const std::string why = why_not(path);
  if (why.empty()) return Done{};
  return Error{.code = Code::EntryNameInvalid,
               .what = "\"" + path + "\" cannot be an entry of Vault: it " + why,
               .hint = "Name a mount and a path below it, such as \"secret/team/postgres\"."};
}

}  // namespace pgberth
