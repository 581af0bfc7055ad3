#pragma once

#include "reconciler/adapters/git/mirror_settings.h"
#include "reconciler/base/error.h"

#include <string>
#include <string_view>

namespace pgberth {

inline std::string in_quotes(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

/// What went wrong between us and the remote, by what libgit2 says of the call that failed last.
Error remote_failure(const MirrorSettings& settings, int failed);

Error credentials_refused(const MirrorSettings& settings);
Error certificate_refused(const std::string& host);
Error too_many_bytes(const MirrorSettings& settings);
Error too_much_memory(const MirrorSettings& settings);

}  // namespace pgberth
