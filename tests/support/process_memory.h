#pragma once

#include <optional>
#include <set>
#include <string>
#include <sys/types.h>

namespace pgberth {

/// Which of `words` stand in the writable memory of a process, which is stopped meanwhile. Nothing
/// when its memory may not be looked at: pgberth's only by root.
std::optional<std::set<std::string>> words_in_memory(pid_t process,
                                                     const std::set<std::string>& words);

}  // namespace pgberth
