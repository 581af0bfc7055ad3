#pragma once

#include "reconciler/settings/read_settings.h"

#include <string>
#include <vector>

namespace pgberth {

/// A secret as settings name it: by a file or by a variable of the environment.
struct SecretName {
  std::string file{};
  std::string variable{};
  SourcePos at{};
};

/// What reads the bytes behind `name` later; an empty function when it names none, when `sources`
/// has none of its kind, or with a BadSettings finding when it can never be had. A file below one
/// of `folders`, where values are, is refused. The error of the reader is BadSettings at the place
/// of `name`.
SecretReader secret_named(const SecretName& name, const std::vector<std::string>& folders,
                          const SecretSources& sources, Findings& findings);

/// Whether `path` is one of `folders` or below it, symlinks followed.
bool lies_among(const std::string& path, const std::vector<std::string>& folders);

}  // namespace pgberth
