#pragma once

#include "reconciler/base/result.h"
#include "reconciler/base/secret.h"

#include <string>

namespace pgberth {

/// A small file that holds a secret, and who speaks of it in errors.
struct SecretFile {
  std::string path;
  std::string what;  ///< "token file".
  Code code;         ///< Of errors.
};

/// The bytes of a file that is no larger than 1 MiB. Who else may read it is not looked at: it is
/// for files that others lay there, such as Kubernetes.
Result<Secret> read_secret_file(const SecretFile& file);

/// The same without the line feed at its end. An empty one is an error.
Result<Secret> read_secret_line(const SecretFile& file);

}  // namespace pgberth
