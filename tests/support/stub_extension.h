#pragma once

#include <filesystem>
#include <string>

namespace pgberth {

/// A Postgres installation below `folder` that is the one of this machine, but has an extension
/// more: `name`, which does nothing. Answers where its programs are; empty when there is no
/// Postgres here to borrow from.
std::filesystem::path postgres_with_extension(const std::filesystem::path& folder,
                                              const std::string& name);

}  // namespace pgberth
