#pragma once

#include "reconciler/desired/phalanx/options.h"
#include "reconciler/desired/phalanx/site.h"

#include <optional>
#include <string>

namespace pgberth::phalanx {

/// Where the entries of an environment are in Vault.
struct Vault {
  std::string prefix;    ///< "secret/phalanx/idfdev".
  std::string postgres;  ///< The entry of Postgres: `<prefix>/postgres` but where a file says else.

  EntryRef entry(const std::string& application) const;
};

/// The first of these that says it; E225 when none does, E304 when it cannot be a path:
///
///     the option vaultPath
///     postgres.vault_secrets.path   the whole path of the entry, in the oldest layout
///     the environment's own file
///     global.vaultSecretsPath, then vault_secrets.path (the whole path), in the values
std::optional<Vault> vault_of(const Options& options, const Site& site, const ValuePtr& values,
                              Findings& findings);

}  // namespace pgberth::phalanx
