#include "reconciler/desired/phalanx/vault.h"

#include "reconciler/desired/phalanx/names.h"
#include "reconciler/desired/phalanx/written_text.h"

#include <utility>

namespace pgberth::phalanx {
namespace {

struct Written {
  Text path;
  bool whole = false;  ///< The entry of Postgres itself, not what is above it.
};

std::optional<Text> path_text(const ValuePtr& value, Findings& findings) {
  return written_text(value, "a path in Vault", findings);
}

std::optional<Written> written(const Options& options, const Site& site, const ValuePtr& values,
                               Findings& findings) {
  const auto whole = [&](const ValuePtr& block) {
    return path_text(child_of(child_of(block, "vault_secrets"), "path"), findings);
  };
  if (!options.vault_path.empty()) return Written{{.text = options.vault_path}};
  if (auto path = whole(child_of(values, kPostgres))) return Written{*std::move(path), true};
  if (const std::optional<Text>& prefix = site.vault_prefix()) return Written{*prefix};
  const ValuePtr global = child_of(values, "global");
  if (auto path = path_text(child_of(global, "vaultSecretsPath"), findings))
    return Written{*std::move(path)};
  if (auto path = whole(values)) return Written{*std::move(path), true};
  return std::nullopt;
}

}  // namespace

EntryRef Vault::entry(const std::string& application) const {
  return {.store = {.kind = StoreKind::Vault},
          .path = application == kPostgres ? postgres : prefix + "/" + application};
}

std::optional<Vault> vault_of(const Options& options, const Site& site, const ValuePtr& values,
                              Findings& findings) {
  auto found = written(options, site, values, findings);
  if (!found) {
    findings.push_back(
        {.code = Code::Unresolved,
         .what = "no file says where in Vault the passwords of \"" + site.name() + "\" are",
         .where = site.switch_of(kPostgres),
         .hint = "Give the option vaultPath."});
    return std::nullopt;
  }
  std::string& path = found->path.text;
  while (path.ends_with('/')) path.pop_back();
  const std::size_t last = path.rfind('/');
  if (!vault_path(path) || (found->whole && last == std::string::npos)) {
    findings.push_back(
        {.code = Code::NameInvalid,
         .what = "\"" + path + "\" cannot be a path in Vault",
         .where = found->path.at,
         .hint = "Use letters, digits, dots, dashes and underscores, and / between."});
    return std::nullopt;
  }
  if (found->whole) return Vault{.prefix = path.substr(0, last), .postgres = path};
  return Vault{.prefix = path, .postgres = path + "/" + std::string(kPostgres)};
}

}  // namespace pgberth::phalanx
