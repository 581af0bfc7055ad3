#include "tests/support/real_site_stores.h"

#include "reconciler/adapters/base64.h"

#include <nlohmann/json.hpp>

#include "tests/support/kubernetes_fixture.h"
#include "tests/support/shipped_rights.h"
#include "tests/support/vault_fixture.h"
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

namespace pgberth {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kMerge = "application/merge-patch+json";

/// Every {"store": …, "path": …} in a document.
void find_entries(const Json& json, std::set<std::pair<std::string, std::string>>& found) {
  if (json.is_object() && json.contains("store") && json.contains("path"))
    found.emplace(json["store"].get<std::string>(), json["path"].get<std::string>());
  if (json.is_structured())
    for (const Json& part : json) find_entries(part, found);
}

std::string content(const fs::path& file) {
  const std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void replace(std::string& text, const std::string& word, const std::string& by) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at))
    text.replace(at, word.size(), by);
}

class RealSiteStores final : public SiteStores {
 public:
  explicit RealSiteStores(const fs::path& folder) : files_(file_site_stores(folder)) {
    empty();
    fs::copy_file(cluster_.kubeconfig_of(shipped_rights().token()), folder / "kube.config");
    std::ofstream(folder / "vault-token") << token_;
    fs::permissions(folder / "vault-token", fs::perms::owner_read | fs::perms::owner_write);
  }

  std::string settings() const override {
    return "stores:\n  kubernetes: {kubeconfig: kube.config}\n  vault: {url: '" + vault_.url() +
           "', login: {token: {file: vault-token}}}\n  every: store\n";
  }

  void prepare(const std::function<std::string()>& desired) override {
    std::set<std::pair<std::string, std::string>> entries;
    find_entries(Json::parse(desired(), nullptr, false), entries);
    std::set<std::string> of_vault;
    for (const auto& [store, path] : entries) {
      if (store == "vault") of_vault.insert(path);
      if (store == "kubernetes") open_namespace(path.substr(0, path.find('/')));
    }
    if (of_vault == of_vault_) return;
    of_vault_ = of_vault;
    std::string rules;
    for (const std::string& path : of_vault) rules += rules_for(path);
    vault_.policy(policy_, rules);
  }

  void open_namespace(const std::string& name) override {
    if (!opened().insert(name).second) return;
    cluster_.make_namespace(name);
    shipped_rights().bind(name, "create-only");
    shipped_rights().bind(name, "add-key");
  }
  std::set<std::string> secrets() const override { return {shipped_rights().token(), token_}; }
  void keep_rights_of(const std::string& name_space) override { opened().insert(name_space); }

  Keys entry(const std::string& store, const std::string& path) const override {
    if (store == "aws") return files_->entry(store, path);
    Keys keys;
    if (store == "kubernetes") {
      const auto answer = cluster_.ask("GET", secret(path));
      if (!answer.ok() || !answer.body.contains("data")) return keys;
      for (const auto& [key, value] : answer.body["data"].items())
        keys[key] = std::string(from_base64(value.get<std::string>())->reveal());
      return keys;
    }
    const auto answer = vault_.ask("GET", data_path_of(path));
    if (!answer.ok()) return keys;
    for (const auto& [key, value] : answer.body["data"]["data"].items())
      keys[key] = value.is_string() ? value.get<std::string>() : value.dump();
    return keys;
  }

  void give(const std::string& store, const std::string& path, const std::string& key,
            const std::string& value) override {
    if (store == "aws") {
      files_->give(store, path, key, value);
      return;
    }
    if (store == "kubernetes") {
      const std::string name = path.substr(path.find('/') + 1);
      cluster_.make_namespace(path.substr(0, path.find('/')));
      const Json data{{"stringData", {{key, value}}}};
      if (cluster_.ask("PATCH", secret(path), data.dump(), kMerge).ok()) return;
      Json whole = data;
      whole.update({{"apiVersion", "v1"}, {"kind", "Secret"}, {"metadata", {{"name", name}}}});
      cluster_.ask("POST", secret(path).substr(0, secret(path).rfind('/')), whole.dump());
      return;
    }
    Keys keys = entry(store, path);
    keys[key] = value;
    vault_.must("POST", data_path_of(path), Json{{"data", keys}}.dump());
  }

  std::string listing() const override {
    std::string listing;
    const auto secrets = cluster_.ask("GET", "/api/v1/secrets");
    for (const Json& each : secrets.body["items"])
      listing += text_at(each, "/metadata/namespace") + "/" + text_at(each, "/metadata/name") +
                 " " + text_at(each, "/metadata/resourceVersion") + "\n";
    for (const std::string& path : of_vault_)
      listing += path + " " + std::to_string(vault_.version(path)) + "\n";
    return listing;
  }

 private:
  static std::string secret(const std::string& path) {
    return "/api/v1/namespaces/" + path.substr(0, path.find('/')) + "/secrets/" +
           path.substr(path.find('/') + 1);
  }

  /// The shipped policies, for one entry that is shared.
  static std::string rules_for(const std::string& path) {
    const std::size_t mount = path.find('/');
    const std::size_t name = path.rfind('/');
    std::string rules = content(PGBERTH_SOURCE_DIR "/deploy/rights/vault/create-only.hcl") +
                        content(PGBERTH_SOURCE_DIR "/deploy/rights/vault/add-key.hcl");
    replace(rules, "MOUNT", path.substr(0, mount));
    replace(rules, "PREFIX", path.substr(mount + 1, name - mount - 1));
    replace(rules, "ENTRY", path.substr(name + 1));
    return rules;
  }

  /// Namespaces whose rights are in force, whichever site asked for them.
  static std::set<std::string>& opened() {
    static std::set<std::string> names;
    return names;
  }

  /// What an earlier site left behind.
  void empty() const {
    for (const Json& each : cluster_.ask("GET", "/api/v1/secrets").body["items"])
      cluster_.ask("DELETE", secret(text_at(each, "/metadata/namespace") + "/" +
                                    text_at(each, "/metadata/name")));
    empty_vault("secret/metadata/");
  }
  void empty_vault(const std::string& folder) const {
    const auto names = vault_.ask("LIST", folder);
    if (!names.ok()) return;
    for (const Json& each : names.body["data"]["keys"]) {
      const std::string name = each.get<std::string>();
      if (name.ends_with('/'))
        empty_vault(folder + name);
      else
        vault_.ask("DELETE", folder + name);
    }
  }

  std::unique_ptr<SiteStores> files_;  ///< Those that stand in for Secrets Manager.
  KubernetesFixture& cluster_ = shared_kubernetes();
  VaultFixture& vault_ = shared_vault();
  std::string policy_ = vault_.new_name("site");
  std::string token_ = vault_.token({policy_});
  std::set<std::string> of_vault_{};
};

}  // namespace

std::unique_ptr<SiteStores> real_site_stores(const fs::path& folder) {
  return std::make_unique<RealSiteStores>(folder);
}

}  // namespace pgberth
