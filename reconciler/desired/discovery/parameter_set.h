#pragma once

#include "reconciler/text/value.h"

#include <optional>
#include <string>
#include <vector>

namespace pgberth::discovery {

// What a generator hands to a template: a mapping. For Go templates it is nested as it was written;
// for plain ones it is flat, with texts under dotted keys ("a.b", "path[0]").

ValuePtr mapping_of(std::vector<Member> members);

/// `node` flat, the way Argo CD flattens files: list items are "a.0", numbers are printed as Go
/// prints floats.
ValuePtr flattened(const ValuePtr& node);

/// What a path of the repository is to a template, below `prefix` if that is not empty. `file` is
/// the name of a file in that folder, or "".
ValuePtr path_parameters(const std::string& folder, const std::string& file,
                         const std::string& prefix, bool go);

/// Both in one; where both have a key, `upper` wins, for nested ones deeply.
ValuePtr combined(const ValuePtr& lower, const ValuePtr& upper);

/// The first key that both have with different texts.
std::optional<std::string> difference(const ValuePtr& one, const ValuePtr& other);

}  // namespace pgberth::discovery
