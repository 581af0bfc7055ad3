#include "reconciler/adapters/vault/examine.h"

#include "reconciler/adapters/check_list.h"
#include "reconciler/adapters/clock_check.h"
#include "reconciler/adapters/failed_calls.h"
#include "reconciler/adapters/vault/kv_rights.h"
#include "reconciler/adapters/vault/token_checks.h"
#include "reconciler/model/by_hand.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;
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
    rights_.tell(*granted, checks_);
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
    // One that is about to be used up is not used up by looking.
    bool lasts = true;
    for (Check& check : token_checks(found_at(answer->body, "/data"), use())) {
      lasts = lasts && (check.about != kTokenUses || check.verdict == Verdict::Fine);
      checks_.add(std::move(check));
    }
    return lasts;
  }

  /// A look at a token that is given, at the mount, and then at each entry; the mount again before
  /// an entry is made, and it is read again before keys are added.
  TokenUse use() const {
    return {.drawn_anew = api_.logs_in(),
            .calls = 2 + work_.read.size() + 2 * work_.create.size() + 3 * work_.add_keys.size()};
  }

  /// Where the entries are, with what is needed there.
  bool find_mounts() {
    std::set<std::string> told;
    for (const std::string& path : work_.read) {
      const auto name = mounts_.find(path);
      if (name) {
        found(path, *name);
        continue;
      }
      const Error& error = name.error();
      if (is_about_all(error)) return checks_.stop(error);
      const bool below_a_mount = path.find('/') != std::string::npos;
      if (error.code == Code::StoreRights && below_a_mount)
        rights_.need_hidden(path, need_of(path));
      else if (told.insert(error.what).second)
        checks_.missing("entry " + quoted(path), error.what, error.hint);
    }
    for (const auto& [mount, version] : versions_)
      if (version == 1) old_mount(mount);
    return true;
  }

  KvRights::Need need_of(const std::string& path) const {
    KvRights::Need need{.needed = {"read"}};
    if (work_.create.contains(path)) need.needed.insert("create");
    if (!work_.add_keys.contains(path)) return need;
    need.needed.insert("patch");
    if (!work_.add_passwords.contains(path)) need.optional.insert("patch");
    return need;
  }

  void found(const std::string& path, const KvName& name) {
    versions_[name.mount.path] = name.mount.version;
    if (!name.mount.versioned()) {
      rights_.need(name, {.needed = {"read"}});
      if (work_.create.contains(path) || work_.add_keys.contains(path))
        created_in_old_.insert(name.mount.path);
      return;
    }
    rights_.need(name, need_of(path));
    const std::size_t slash = name.name.rfind('/');
    rights_.list(
        folder_path(name.mount, slash == std::string::npos ? "" : name.name.substr(0, slash + 1)) +
        "/");
  }

  void old_mount(const std::string& mount) {
    if (created_in_old_.contains(mount))
      checks_.missing("mount " + quoted(mount),
                      "is KV version 1, where nothing can be made without a chance to overwrite",
                      "vault kv enable-versioning " + shell_word(mount));
    else
      checks_.fine("mount " + quoted(mount), "is KV version 1, and is only read");
  }

  /// What our token may do on each path; nothing: that cannot be told.
  std::optional<GrantedCapabilities> capabilities() {
    GrantedCapabilities granted;
    const Json paths = rights_.paths();
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
                      policy_block("sys/capabilities-self", {"update"}));
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

  VaultApi& api_;
  KvMounts& mounts_;
  const StoreWork& work_;
  std::map<std::string, int> versions_{};
  std::set<std::string> created_in_old_{};
  KvRights rights_{};
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
