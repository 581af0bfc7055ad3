#pragma once

#include "reconciler/settings/settings.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace pgberth {

/// Where the secrets are that a settings file only names. They are read when they are needed, so
/// one that cannot be had stops only what needs it. Without functions they are never read: to check
/// settings takes no secret.
struct SecretSources {
  std::function<Result<Secret>(const std::string& path)> file;
  std::function<std::optional<std::string>(const std::string& name)> variable;
};

struct SettingsRead {
  Settings settings{};
  Findings findings{};        ///< With an error among them the settings must not be used.
  std::uint64_t version = 0;  ///< Another one when the file's text is another.
};

/// The settings file at `path`. Paths in it begin in its folder. It never holds a secret, only
/// files or variables that do; a secret file inside of an environment's folder is refused, because
/// whoever writes values could have put it there.
/// Errors (as findings): what reading YAML finds, and BadSettings with the place of each.
SettingsRead read_settings(const std::string& path, Tree& tree, const SecretSources& secrets);

}  // namespace pgberth
