#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/desired/environment.h"

#include <string>

namespace pgberth::phalanx {

/// The operator's settings in this dialect's own words.
struct Options {
  std::string environment{};  ///< Which environment file; default: the settings' name.
  std::string vault_path{};   ///< Below which each application has its entry; "": files say.
  std::string host = "postgres.postgres";  ///< How values are told where the server is.
};

/// The options of `settings`; what is wrong with them is E706 in `findings`.
Options options_of(const EnvironmentSettings& settings, Findings& findings);

}  // namespace pgberth::phalanx
