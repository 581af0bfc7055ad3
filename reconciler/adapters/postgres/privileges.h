#pragma once

#include "reconciler/model/shape.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// The privileges that `text` names on such an object, in the order in which Postgres lists them;
/// "ALL" is spelled out as a server of `version` understands it, TEMP becomes TEMPORARY. A word
/// that is no privilege there is left out, so nothing from outside reaches a statement this way.
std::vector<std::string> privileges_of(On on, std::string_view text, int version);

/// "CONNECT, TEMPORARY".
std::string joined(const std::vector<std::string>& privileges);

}  // namespace pgberth
