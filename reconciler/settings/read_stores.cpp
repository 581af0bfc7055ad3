#include "reconciler/settings/read_stores.h"

#include "reconciler/settings/read_aws.h"
#include "reconciler/settings/secret_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pgberth {
namespace {

constexpr std::array kKinds{StoreKind::Kubernetes, StoreKind::Aws, StoreKind::Vault};

/// The node with all that is in it, so that two texts are the same where two nodes are.
std::string words_of(const ValuePtr& node) {
  if (!node) return "-";
  std::string words = std::to_string(static_cast<int>(node->kind)) + ":" +
                      std::to_string(node->text.size()) + ":" + node->text + "(";
  for (const Member& each : node->children)
    words.append(std::to_string(each.key.size()))
        .append(":")
        .append(each.key)
        .append(words_of(each.value));
  return words + ")";
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
      return other.first.kind == kind && words_of(other.second) == words_of(said);
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
  if (std::string identity = own.text("identity"); !identity.empty())
    stores_.identities[id] = std::move(identity);
  if (kind == StoreKind::Kubernetes) {
    stores_.own[id] = kubernetes(own);
  } else if (kind == StoreKind::Vault) {
    VaultAddress address = vault(own);
    address.said = words_of(said);
    stores_.own[id] = std::move(address);
  } else {
    AwsAddress address =
        read_aws(own, [this](Section& of, std::string_view named) { return file(of, named); });
    address.among_values = among_values();
    address.said = words_of(said);
    stores_.own[id] = std::move(address);
  }
  own.finish();
}

std::function<bool(const std::string&)> StoreReader::among_values() const {
  return [folders = files_.value_folders](const std::string& path) {
    return lies_among(path, folders);
  };
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

/// One file, or several with `:` between.
std::string StoreReader::kubeconfig(Section& section) {
  const std::string said = section.text("kubeconfig");
  std::string files;
  for (std::size_t begin = 0; begin < said.size();) {
    const std::size_t end = std::min(said.find(':', begin), said.size());
    const std::string path = files_.path_of(said.substr(begin, end - begin));
    if (lies_among(path, files_.value_folders))
      section.refuse("kubeconfig", "lies among the values",
                     "Keep it where whoever writes values cannot write.");
    if (end > begin) files.append(files.empty() ? "" : ":").append(path);
    begin = end + 1;
  }
  return files;
}

/// One way to a cluster is named, with all that belongs to it and nothing that does not.
void StoreReader::check_cluster(Section& section, const KubernetesAddress& address) {
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
  if (!address.context.empty() && address.kubeconfig.empty())
    section.refuse("context", "is said without a kubeconfig", "Only a kubeconfig has contexts.");
  for (const auto& [key, file] :
       {std::pair{"caFile", address.ca_file}, std::pair{"tokenFile", address.token_file}})
    if (file.empty() != address.server.empty())
      section.refuse(key, file.empty() ? "is missing beside server" : "is said without server",
                     "A server has both, caFile and tokenFile; the other ways bring their own.");
}

KubernetesAddress StoreReader::kubernetes(Section& section) {
  KubernetesAddress address{.kubeconfig = kubeconfig(section),
                            .context = section.text("context"),
                            .server = section.text("server"),
                            .ca_file = file(section, "caFile"),
                            .token_file = file(section, "tokenFile"),
                            .adds_keys = section.flag("addKeys", true),
                            .among_values = among_values()};
  check_cluster(section, address);
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
