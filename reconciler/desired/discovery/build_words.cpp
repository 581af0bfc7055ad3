#include "reconciler/desired/discovery/build_words.h"

#include <algorithm>

namespace pgberth::discovery {
namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Cuts what follows a dollar off `rest`: "NAME", "{NAME}", or one sign. "" is no name.
std::string take_name(std::string_view& rest) {
  if (rest.starts_with('{')) {
    const std::size_t end = std::min(rest.find('}'), rest.size());
    std::string name(rest.substr(1, end - 1));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return name;
  }
  std::size_t length = 0;
  while (length < rest.size() && is_name(rest[length])) ++length;
  if (length == 0 && rest.starts_with('$')) length = 1;
  std::string name(rest.substr(0, length));
  rest.remove_prefix(length);
  return name;
}

bool known_later(std::string_view name) {
  return name.starts_with("ARGOCD_APP_REVISION") || name.starts_with("KUBE_");
}

}  // namespace

Result<std::string> with_words(std::string_view text, const BuildWords& words) {
  std::string made;
  while (!text.empty()) {
    const std::size_t dollar = std::min(text.find('$'), text.size());
    made += text.substr(0, dollar);
    text.remove_prefix(dollar);
    if (text.empty()) break;
    text.remove_prefix(1);
    const std::string name = take_name(text);
    if (known_later(name))
      return Error{.code = Code::NotEvaluated,
                   .what = "what \"$" + name + "\" stands for is known to Argo CD alone",
                   .hint = "Name the environment in the settings."};
    if (name.empty() || name == "$")
      made += '$';
    else if (const auto word = words.find(name); word != words.end())
      made += word->second;
  }
  return made;
}

}  // namespace pgberth::discovery
