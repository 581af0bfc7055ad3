#include "reconciler/adapters/vault/examine.h"

#include "reconciler/adapters/check_list.h"
#include "reconciler/adapters/clock_check.h"
#include "reconciler/adapters/failed_calls.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;
using Capabilities = std::set<std::string>;

/// In the order in which policies name them here.
constexpr std::array<std::string_view, 3> kCapabilities{"create", "read", "patch"};

/// `text`, if it can only be a name; else "".
std::string name_in(const std::string& text) {
  constexpr std::size_t longest = 128;
  const bool is_name = text.size() <= longest && std::ranges::all_of(text, [](unsigned char c) {
                         return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
                       });
  return is_name ? text : "";
}

/// A text of HCL in quotes.
std::string hcl_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

/// Whether a policy would take `path` for more than the one path that it is.
bool is_pattern(const std::string& path) {
  return path.ends_with('*') || ("/" + path + "/").find("/+/") != std::string::npos;
}

std::string block(const std::string& path, const Capabilities& capabilities) {
  std::string list;
  for (const std::string& capability : capabilities)
    list += (list.empty() ? "\"" : ", \"") + capability + "\"";
  return "path " + hcl_text(path) + " {\n  capabilities = [" + list + "]\n}";
}

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

class Examination {
 public:
  Examination(VaultApi& api, KvMounts& mounts, const StoreWork& work)
      : api_(api), mounts_(mounts), work_(work) {}

  std::vector<Check> run() && {
    if (!healthy() || !look_at_token() || !find_mounts()) return std::move(checks_).take();
    const auto granted = capabilities();
    if (!granted) return std::move(checks_).take();
    for (const std::string_view capability : kCapabilities) tell(std::string(capability), *granted);
    tell_lists(*granted);
    return std::move(checks_).take();
  }

 private:
  bool healthy() {
    const auto before = api_.wall();
    const auto answer = api_.health();
    if (!answer) return checks_.stop(answer.error());
    if (!answer->ok()) return checks_.stop(api_.refused(*answer, {.doing = "tell how it is"}));
    if (found_at(answer->body, "/sealed") == true)
      return checks_.stop({.code = Code::StoreSealed,
                           .what = "Vault is sealed",
                           .hint = "Unseal it: vault operator unseal"});
    checks_.tls(api_.by_tls());
    const Json& time = found_at(answer->body, "/server_time_utc");
    if (time.is_number()) {
      const std::chrono::sys_time server(std::chrono::duration<double>(time.get<double>()));
      checks_.add(clock_check(server, before - std::chrono::seconds{1}, api_.wall()));
    }
    return true;
  }

  /// Who we are, and for how long.
  bool look_at_token() {
    const auto answer = api_.ask({.path = "auth/token/lookup-self"});
    if (!answer) return checks_.stop(answer.error());
    if (answer->status == 403 && !says_invalid_token(*answer)) {
      checks_.fine("token", "may not look itself up: it is drawn anew instead of renewed");
      return true;
    }
    if (!answer->ok()) return checks_.stop(api_.refused(*answer, {.doing = "look up the token"}));
    std::string policies;
    for (const Json& policy : found_at(answer->body, "/data/policies"))
      if (policy.is_string())
        policies += (policies.empty() ? "" : ", ") + name_in(policy.get<std::string>());
    checks_.fine(
        std::string(kWhoWeAre),
        quoted(name_in(text_at(answer->body, "/data/display_name"))) + " under " + policies);
    const Json& ttl = found_at(answer->body, "/data/ttl");
    const bool renewable = found_at(answer->body, "/data/renewable") == true;
    const auto seconds = ttl.is_number_unsigned() ? ttl.get<std::uint64_t>() : 0;
    checks_.fine("token", seconds == 0 ? "has no end"
                                       : "ends in " + std::to_string(seconds) + " seconds and " +
                                             (renewable ? "can be renewed" : "cannot be renewed"));
    return true;
  }

  /// Where the entries are, with what is needed there. A mount that is hidden is one in which
  /// nothing may be done.
  bool find_mounts() {
    std::set<std::string> told;
    for (const std::string& path : work_.read) {
      const auto name = mounts_.find(path);
      if (name) {
        need(path, *name);
        continue;
      }
      const Error& error = name.error();
      if (is_about_all(error)) return checks_.stop(error);
      if (error.code == Code::StoreRights)
        hidden(path);
      else if (told.insert(error.what).second)
        checks_.missing("entry " + quoted(path), error.what, error.hint);
    }
    for (const auto& [mount, version] : versions_)
      if (version == 1) old_mount(mount);
    return true;
  }

  void need(const std::string& path, const KvName& name) {
    versions_[name.mount.path] = name.mount.version;
    Capabilities& needed = needed_[name.data_path()];
    needed.insert("read");
    if (!name.mount.versioned()) {
      if (work_.create.contains(path) || work_.add_keys.contains(path))
        created_in_old_.insert(name.mount.path);
      return;
    }
    if (work_.create.contains(path)) needed.insert("create");
    if (work_.add_keys.contains(path)) needed.insert("patch");
    const std::size_t slash = name.name.rfind('/');
    lists_.insert(
        folder_path(name.mount, slash == std::string::npos ? "" : name.name.substr(0, slash + 1)) +
        "/");
  }

  /// Taken for version 2 at the first segment, as it is nearly everywhere.
  void hidden(const std::string& path) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    Capabilities& needed = needed_[path.substr(0, slash) + "/data" + path.substr(slash)];
    needed.insert("read");
    if (work_.create.contains(path)) needed.insert("create");
    if (work_.add_keys.contains(path)) needed.insert("patch");
  }

  void old_mount(const std::string& mount) {
    if (created_in_old_.contains(mount))
      checks_.missing("mount " + quoted(mount),
                      "is KV version 1, where nothing can be made without a chance to overwrite",
                      "vault kv enable-versioning " + mount);
    else
      checks_.fine("mount " + quoted(mount), "is KV version 1, and is only read");
  }

  /// What our token may do on each path; nothing: that cannot be told.
  std::optional<std::map<std::string, Capabilities>> capabilities() {
    std::map<std::string, Capabilities> granted;
    Json paths = Json::array();
    for (const auto& [path, needed] : needed_) paths.push_back(path);
    for (const std::string& path : lists_) paths.push_back(path);
    if (paths.empty()) return granted;
    const auto answer = api_.ask(
        {.method = "POST",
         .path = "sys/capabilities-self",
         .body = Json{{"paths", paths}}.dump(-1, ' ', false, Json::error_handler_t::replace)});
    if (!answer || (!answer->ok() && answer->status != 403)) {
      checks_.stop(answer ? api_.refused(*answer, {.doing = "tell what the token may do"})
                          : answer.error());
      return std::nullopt;
    }
    if (answer->status == 403) {
      checks_.unknown("sys/capabilities-self", "the token may not ask what it may do",
                      block("sys/capabilities-self", {"update"}));
      return std::nullopt;
    }
    const Json& data = found_at(answer->body, "/data");
    for (const Json& path : paths) {
      const auto found = data.find(path.get<std::string>());
      if (found == data.end()) continue;
      for (const Json& capability : *found)
        if (capability.is_string()) granted[path].insert(capability.get<std::string>());
    }
    return granted;
  }

  static bool has(const std::map<std::string, Capabilities>& granted, const std::string& path,
                  const std::string& capability) {
    const auto found = granted.find(path);
    return found != granted.end() &&
           (found->second.contains(capability) || found->second.contains("root"));
  }

  /// One check for each path that lacks it, and one for all that have it.
  void tell(const std::string& capability, const std::map<std::string, Capabilities>& granted) {
    std::size_t fine = 0;
    for (const auto& [path, needed] : needed_) {
      if (!needed.contains(capability)) continue;
      if (has(granted, path, capability))
        ++fine;
      else
        checks_.missing(quoted(capability) + " on " + quoted(path), "is not granted",
                        is_pattern(path) ? "Give the entry a name that is no pattern to policies."
                                         : block(path, needed));
    }
    if (fine > 0)
      checks_.fine(quoted(capability),
                   "on " + std::to_string(fine) + (fine == 1 ? " entry" : " entries"));
  }

  void tell_lists(const std::map<std::string, Capabilities>& granted) {
    for (const std::string& path : lists_)
      if (!has(granted, path, "list"))
        checks_.add({.about = "\"list\" on " + quoted(path),
                     .verdict = Verdict::Fine,
                     .seen = "is not granted; only `report` needs it",
                     .cure = block(path + "*", {"list"})});
  }

  VaultApi& api_;
  KvMounts& mounts_;
  const StoreWork& work_;
  std::map<std::string, int> versions_{};
  std::set<std::string> created_in_old_{};
  std::map<std::string, Capabilities> needed_{};  ///< By path, as policies write it.
  std::set<std::string> lists_{};
  CheckList checks_{};
};

}  // namespace

Result<std::string> cluster_id(VaultApi& api) {
  const auto answer = api.health();
  if (!answer) return answer.error();
  if (!answer->ok()) return api.refused(*answer, {.doing = "tell which cluster it is"});
  if (found_at(answer->body, "/sealed") == true)
    return Error{
        .code = Code::StoreSealed, .what = "Vault is sealed", .hint = "Unseal it, then run again."};
  std::string id = name_in(text_at(answer->body, "/cluster_id"));
  if (!id.empty()) return id;
  return Error{.code = Code::StoreUnfit,
               .what = "Vault does not tell the id of its cluster",
               .hint = "Take `identity` out of its settings."};
}

std::vector<Check> examine_vault(VaultApi& api, KvMounts& mounts, const StoreWork& work) {
  return Examination(api, mounts, work).run();
}

}  // namespace pgberth
