#pragma once

#include "reconciler/settings/read_settings.h"

#include <optional>
#include <string>
#include <vector>

namespace pgberth {

/// A secret as settings name it: by a file or by a variable of the environment.
struct SecretName {
  std::string file{};
  std::string variable{};
  SourcePos at{};
};

/// The bytes behind `name`; nothing when it names none, or with a BadSettings finding when it
/// cannot be had. A file below one of `folders`, where values are, is refused.
std::optional<Secret> secret_named(const SecretName& name, const std::vector<std::string>& folders,
                                   const SecretSources& sources, Findings& findings);

}  // namespace pgberth
