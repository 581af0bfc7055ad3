#pragma once

#include <optional>
#include <string>

namespace pgberth {

/// The folder that the work tree around `folder` begins in: the next one upwards with a `.git`.
/// `folder` itself where there is none, as of a bare repository.
std::string work_tree_of(const std::string& folder);

/// `path` from the root of the work tree, when it lies in it: by its name, or by where its symlinks
/// lead. What lies there is what a branch put there.
std::optional<std::string> path_in_work_tree(const std::string& path, const std::string& work_tree);

}  // namespace pgberth
