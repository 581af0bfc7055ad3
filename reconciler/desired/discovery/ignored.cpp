#include "reconciler/desired/discovery/ignored.h"

#include "reconciler/desired/discovery/hunt.h"
#include "reconciler/desired/discovery/paths.h"

#include <algorithm>
#include <optional>

namespace pgberth::discovery {
namespace {

constexpr std::string_view kRespect = "RespectIgnoreDifferences=true";

/// The key of a Secret's data that a JSON pointer names; "" for all of it.
std::optional<std::string> key_of_pointer(std::string_view pointer) {
  if (pointer == "/data") return "";
  constexpr std::string_view begin = "/data/";
  if (!pointer.starts_with(begin) || pointer.find_first_of("/~", begin.size()) != pointer.npos)
    return std::nullopt;
  return std::string(pointer.substr(begin.size()));
}

/// The same of a jq path: `.data`, `.data[]`, `.data.key`, `.data["key"]`. Other expressions may
/// name anything, so they count for nothing.
std::optional<std::string> key_of_jq(std::string_view path) {
  if (path == ".data" || path == ".data[]" || path == ".data[]?") return "";
  const auto between = [&](std::string_view begin,
                           std::string_view end) -> std::optional<std::string> {
    if (!path.starts_with(begin) || !path.ends_with(end) ||
        path.size() <= begin.size() + end.size())
      return std::nullopt;
    const std::string_view key = path.substr(begin.size(), path.size() - begin.size() - end.size());
    if (key.find_first_of(".[]\"'| ()?,") != key.npos) return std::nullopt;
    return std::string(key);
  };
  if (auto key = between(".data[\"", "\"]")) return key;
  if (auto key = between(".data.\"", "\"")) return key;
  return between(".data.", "");
}

bool is_for_secrets(const ValuePtr& item) {
  return fits(text_at(item, {"kind"}), "Secret") && fits(text_at(item, {"group"}), "");
}

bool respects(const ValuePtr& spec) {
  const ValuePtr options = node_at(spec, {"syncPolicy", "syncOptions"});
  return options && std::ranges::any_of(options->children, [](const Member& option) {
           return option.value->text == kRespect;
         });
}

}  // namespace

SecretSync secret_sync(const ValuePtr& spec, const SourcePos& at) {
  SecretSync sync{.at = at};
  const ValuePtr ignored = child_of(spec, "ignoreDifferences");
  if (!ignored) return sync;
  sync.at = place_of(ignored, at);
  if (!respects(spec)) return sync;
  for (const Member& member : ignored->children) {
    const ValuePtr& item = member.value;
    if (!is_for_secrets(item)) continue;
    const auto add = [&](const std::optional<std::string>& key) {
      if (key)
        sync.kept.push_back({.name_space = text_at(item, {"namespace"}),
                             .name = text_at(item, {"name"}),
                             .key = *key});
    };
    if (const ValuePtr pointers = child_of(item, "jsonPointers"))
      for (const Member& pointer : pointers->children) add(key_of_pointer(pointer.value->text));
    if (const ValuePtr paths = child_of(item, "jqPathExpressions"))
      for (const Member& path : paths->children) add(key_of_jq(path.value->text));
  }
  return sync;
}

}  // namespace pgberth::discovery
