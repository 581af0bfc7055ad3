#include "reconciler/settings/read_stores.h"

#include "reconciler/settings/secret_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pgberth {
namespace {

constexpr std::array kKinds{StoreKind::Kubernetes, StoreKind::Aws, StoreKind::Vault};

bool same(const ValuePtr& one, const ValuePtr& other) {
  if (!one || !other) return one == other;
  return one->kind == other->kind && one->text == other->text &&
         std::ranges::equal(one->children, other->children, [](const Member& a, const Member& b) {
           return a.key == b.key && same(a.value, b.value);
         });
}

bool is_url(const std::string& text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

}  // namespace

void StoreReader::read(Section section) {
  stores_.every = file(section, "every", true);
  for (const StoreKind kind : kKinds)
    if (section.has(to_string(kind))) read_one(section, kind, "");
  section.finish();
}

StoreNames StoreReader::read_own(const ValuePtr& node, const std::string& environment) {
  StoreNames names;
  Section section(node, "stores", files_.findings);
  for (const StoreKind kind : kKinds) {
    const ValuePtr said = section.value(to_string(kind));
    if (!said) continue;
    const auto known = std::ranges::find_if(said_, [&](const auto& other) {
      return other.first.kind == kind && same(other.second, said);
    });
    if (known == said_.end()) read_one(section, kind, environment);
    names[kind] = known == said_.end() ? environment : *known->first.name;
  }
  section.finish();
  return names;
}

void StoreReader::read_one(Section& section, StoreKind kind, const std::string& name) {
  const std::string_view key = to_string(kind);
  const StoreId id{kind, Shared<std::string>(name)};
  const ValuePtr said = section.value(key);
  said_[id] = said;
  if (!said || !said->is_mapping()) {
    stores_.own[id] = FolderAddress{file(section, key, true)};
    return;
  }
  Section own = section.section(key);
  if (kind == StoreKind::Kubernetes)
    stores_.own[id] = kubernetes(own);
  else if (kind == StoreKind::Vault)
    stores_.own[id] = vault(own);
  else
    section.refuse(key, "must be a folder", "Write the path of a folder that stands in for it.");
  own.finish();
}

std::string StoreReader::file(Section& section, std::string_view key, bool folder) {
  std::string path = files_.path_of(section.text(key));
  if (lies_among(path, files_.value_folders))
    section.refuse(key, "lies among the values",
                   std::string(folder ? "Keep entries" : "Keep it") +
                       " where whoever writes values cannot write.");
  return path;
}

SecretReader StoreReader::secret(Section section) {
  const std::string path = section.text("file");
  const std::string variable = section.text("variable");
  section.finish();
  if (path.empty() && variable.empty())
    files_.findings.push_back({.code = Code::BadSettings,
                               .what = "a secret is missing here",
                               .where = section.at(),
                               .hint = "Name it as {file: PATH} or {variable: NAME}."});
  return secret_named({.file = files_.path_of(path), .variable = variable, .at = section.at()},
                      files_.value_folders, files_.secrets, files_.findings);
}

KubernetesAddress StoreReader::kubernetes(Section& section) {
  KubernetesAddress address{.kubeconfig = file(section, "kubeconfig"),
                            .context = section.text("context"),
                            .server = section.text("server"),
                            .ca_file = file(section, "caFile"),
                            .token_file = file(section, "tokenFile"),
                            .adds_keys = section.flag("addKeys", true)};
  const bool in_cluster = section.flag("inCluster", false);
  const bool elsewhere = !address.kubeconfig.empty() || !address.server.empty();
  if (in_cluster == elsewhere)
    section.refuse(
        "inCluster",
        in_cluster ? "is said beside a cluster" : "is not said, and neither is a cluster",
        "Say one of: inCluster: true, kubeconfig, or server with caFile and tokenFile.");
  if (!address.kubeconfig.empty() && !address.server.empty())
    section.refuse("server", "is named beside a kubeconfig, which has one", "Keep one of them.");
  if (!address.server.empty() && !is_url(address.server))
    section.refuse("server", "is no https:// address");
  return address;
}

VaultLogin StoreReader::vault_login(Section section) {
  VaultLogin login = VaultToken{};
  const int ways = static_cast<int>(section.has("token")) +
                   static_cast<int>(section.has("appRole")) +
                   static_cast<int>(section.has("kubernetes"));
  if (ways != 1)
    files_.findings.push_back({.code = Code::BadSettings,
                               .what = "a login to Vault is one of token, appRole and kubernetes",
                               .where = section.at()});
  if (section.has("token")) login = VaultToken{.token = secret(section.section("token"))};
  if (section.has("appRole")) {
    Section role = section.section("appRole");
    VaultAppRole own{.role_id = role.needed("roleId")};
    if (role.has("mount")) own.mount = role.needed("mount");
    if (role.has("secretId")) own.secret_id = secret(role.section("secretId"));
    role.finish();
    login = std::move(own);
  }
  if (section.has("kubernetes")) {
    Section role = section.section("kubernetes");
    VaultKubernetes own{.role = role.needed("role"), .token_file = file(role, "tokenFile")};
    if (role.has("mount")) own.mount = role.needed("mount");
    role.finish();
    login = std::move(own);
  }
  section.finish();
  return login;
}

VaultAddress StoreReader::vault(Section& section) {
  VaultAddress address{.url = section.needed("url"),
                       .name_space = section.text("namespace"),
                       .ca_file = file(section, "caFile"),
                       .proxy = section.text("proxy"),
                       .login = vault_login(section.section("login")),
                       .adds_keys = section.flag("addKeys", true)};
  if (!address.url.empty() && !is_url(address.url)) section.refuse("url", "is no https:// address");
  while (address.url.ends_with('/')) address.url.pop_back();
  return address;
}

}  // namespace pgberth
