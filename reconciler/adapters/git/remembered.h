#pragma once

#include "reconciler/base/result.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace pgberth {

/// Commits by name that a process leaves to the next one, in a file beside the clone.
struct Remembered {
  std::string url{};
  std::string ref{};
  std::map<std::string, std::string> commits{};
};

/// Whether a file of this name in the folder of a clone is such a file.
bool is_remembered(std::string_view file);

/// Nothing when there is no such file, or not one that we wrote.
Remembered read_remembered(const std::filesystem::path& folder);

/// Written wholly or not at all. Errors: BadSource.
Result<Done> write_remembered(const std::filesystem::path& folder, const Remembered& remembered);

}  // namespace pgberth
