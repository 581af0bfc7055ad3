#pragma once

#include <git2.h>

#include <filesystem>

namespace pgberth {

/// Puts a reader of our own before libgit2's for objects that are files of their own (below
/// `objects`): libgit2 1.5 never ends reading one whose file ends too early, as a crash leaves it.
/// What is not there, or packed, is left to the readers behind it. 0, or libgit2's error.
int add_loose_reader(git_odb* odb, const std::filesystem::path& objects);

}  // namespace pgberth
