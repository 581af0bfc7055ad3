#pragma once

#include "reconciler/adapters/file/handle.h"

#include <cstddef>
#include <string>
#include <vector>

namespace pgberth {

/// The names in a directory.
struct Listing {
  std::vector<std::string> names{};
  std::string fault{};  ///< Why it is not complete; empty: it is.
};

/// The names in `directory` that do not begin with a dot, as long as they take no more than
/// `most_bytes`.
Listing names_in(const Handle& directory, std::size_t most_bytes);

}  // namespace pgberth
