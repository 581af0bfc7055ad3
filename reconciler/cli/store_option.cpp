#include "reconciler/cli/store_option.h"

#include "reconciler/cli/password_file.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

using Variable = std::function<std::optional<std::string>(const std::string&)>;

struct Words {
  std::string kind;
  std::string rest{};  ///< What stands behind the colon.
};

Words words_of(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return {text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

Error bad_store(std::string what, std::string hint) {
  return {.code = Code::BadOption, .what = std::move(what), .hint = std::move(hint)};
}

std::string in_home(const Variable& variable, const std::string& file) {
  const auto home = variable("HOME");
  return home && !home->empty() ? *home + "/" + file : "";
}

StoreKind kind_of(const std::string& word) {
  if (word == "vault") return StoreKind::Vault;
  return word == "aws" ? StoreKind::Aws : StoreKind::Kubernetes;
}

Result<KubernetesAddress> kubernetes(const std::string& context, const Variable& variable) {
  KubernetesAddress address{.kubeconfig = variable("KUBECONFIG").value_or(""), .context = context};
  std::error_code none;
  const std::string usual = in_home(variable, ".kube/config");
  if (address.kubeconfig.empty() &&
      (!context.empty() || fs::exists(usual, none) || !variable("KUBERNETES_SERVICE_HOST")))
    address.kubeconfig = usual;
  if (address.kubeconfig.empty() && !context.empty())
    return bad_store("--store kubernetes:" + context + " has no kubeconfig to find a context in",
                     "Set KUBECONFIG or HOME.");
  return address;
}

Result<VaultAddress> vault(const std::string& url, const Variable& variable) {
  VaultAddress address{.url = url.empty() ? variable("VAULT_ADDR").value_or("") : url,
                       .name_space = variable("VAULT_NAMESPACE").value_or(""),
                       .ca_file = variable("VAULT_CACERT").value_or(""),
                       .login = VaultToken{}};
  if (!address.url.starts_with("https://") && !address.url.starts_with("http://"))
    return bad_store("--store vault does not know where Vault is",
                     "Write --store vault:https://HOST:8200, or set VAULT_ADDR.");
  while (address.url.ends_with('/')) address.url.pop_back();
  const std::string file = in_home(variable, ".vault-token");
  std::get<VaultToken>(address.login).token = [file, variable]() -> Result<Secret> {
    if (const auto token = variable("VAULT_TOKEN"); token && !token->empty()) return Secret{*token};
    auto token = read_password_file(file);
    if (token) return token;
    return Error{.code = Code::StoreAuth,
                 .what = "there is no token for Vault: " + token.error().what,
                 .hint = "Log in with `vault login`, or set VAULT_TOKEN."};
  };
  return address;
}

}  // namespace

Result<Done> check_store_option(const std::string& text) {
  const auto [kind, rest] = words_of(text);
  if ((kind == "file" && !rest.empty()) || kind == "kubernetes" || kind == "vault" || kind == "aws")
    return Done{};
  return bad_store("--store does not name a store that can be used",
                   "Write --store file:DIR, --store kubernetes[:CONTEXT], --store vault[:URL] or "
                   "--store aws[:PROFILE].");
}

Result<Stores> stores_of_options(const std::vector<std::string>& texts, const Variable& variable) {
  Stores stores;
  // Who reads a token later has it still.
  const Variable looked_up =
      variable ? variable : [](const std::string&) { return std::optional<std::string>(); };
  for (const std::string& text : texts) {
    const auto [kind, rest] = words_of(text);
    const StoreId id{kind_of(kind)};
    if ((kind == "file" && !stores.every.empty()) || (kind != "file" && stores.own.contains(id)))
      return bad_store("--store names " + kind + " twice", "Keep one of them.");
    if (kind == "file") {
      stores.every = rest;
    } else if (kind == "kubernetes") {
      auto address = kubernetes(rest, looked_up);
      if (!address) return std::move(address).error();
      stores.own[id] = *std::move(address);
    } else if (kind == "aws") {
      stores.own[id] = AwsAddress{.profile = rest};
    } else {
      auto address = vault(rest, looked_up);
      if (!address) return std::move(address).error();
      stores.own[id] = *std::move(address);
    }
  }
  return stores;
}

}  // namespace pgberth
