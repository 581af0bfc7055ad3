#include "reconciler/adapters/vault/kv_mounts.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr const char* kMounts = "sys/internal/ui/mounts";

/// Nothing: another engine is mounted there.
std::optional<KvMount> kv_mount(const std::string& path, const Json& mount) {
  const std::string type = text_at(mount, "/type");
  if (type != "kv" && type != "generic") return std::nullopt;
  return KvMount{.path = path, .version = text_at(mount, "/options/version") == "2" ? 2 : 1};
}

}  // namespace

Result<KvMount> KvMounts::ask(const std::string& path) {
  const auto answer = api_.ask({.path = std::string(kMounts) + "/" + url_path(path)});
  if (!answer) return answer.error();
  if (!answer->ok()) {
    Error error = api_.refused(*answer, {.doing = "look up the mount of \"" + path + "\""});
    if (error.code == Code::StoreRights)
      error.hint =
          "Mount a key-value engine there, or grant anything below it; deploy/rights/vault "
          "has what pgberth needs.";
    return error;
  }
  const Json& data = found_at(answer->body, "/data");
  const std::string at = text_at(data, "/path");
  auto mount = kv_mount(at, data);
  if (!mount || at.empty() || !path.starts_with(at))
    return Error{.code = Code::StoreUnfit,
                 .what = "mount \"" + at + "\" of Vault is no key-value engine",
                 .hint = "Name an entry below a mount of type kv."};
  return *std::move(mount);
}

Result<KvName> KvMounts::find(const std::string& path, bool anew) {
  if (auto sound = check_path(path); !sound) return std::move(sound).error();
  const int before = failure_.attempts();
  const std::lock_guard lock(busy_);
  if (auto failed = failure_.since(before)) return *std::move(failed);
  // No mount lies within another, so one that fits is the one.
  auto known =
      std::ranges::find_if(known_, [&](const auto& each) { return path.starts_with(each.first); });
  if (known == known_.end() || anew) {
    const auto mount = ask(path);
    if (!mount && mount.error().code == Code::StoreUnreachable) failure_.note(mount.error());
    if (!mount) return mount.error();
    known = known_.insert_or_assign(mount->path, *mount).first;
  }
  return KvName{.mount = known->second, .name = path.substr(known->first.size())};
}

Result<std::vector<KvMount>> KvMounts::all() {
  const auto answer = api_.ask({.path = kMounts});
  if (!answer) return answer.error();
  if (!answer->ok()) return api_.refused(*answer, {.doing = "list the mounts"});
  std::vector<KvMount> mounts;
  const Json& shown = found_at(answer->body, "/data/secret");
  if (!shown.is_object())
    return Error{.code = Code::StoreFailed,
                 .what = "Vault lists its mounts in no way that is known"};
  for (const auto& [path, mount] : shown.items())
    if (auto found = kv_mount(path, mount)) mounts.push_back(*std::move(found));
  return mounts;
}

}  // namespace pgberth
