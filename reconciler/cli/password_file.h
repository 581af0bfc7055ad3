#pragma once

#include "reconciler/base/result.h"
#include "reconciler/base/secret.h"

#include <string>
#include <sys/types.h>

namespace pgberth {

/// What a file's owner and mode are.
struct FileRights {
  uid_t owner = 0;
  mode_t mode = 0;
};

/// Whether a file with a secret is `user`'s alone. One that root gave may also be readable for its
/// group: so Kubernetes hands Secrets to a container that is not root.
bool kept_close(const FileRights& file, uid_t user);

/// The one line of the file at `path`, without its line break.
/// Error PasswordFile: it cannot be read, others than its owner may read or write it, it is empty,
/// larger than any password, or has more than one line.
Result<Secret> read_password_file(const std::string& path);

}  // namespace pgberth
