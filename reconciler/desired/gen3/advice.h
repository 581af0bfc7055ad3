#pragma once

#include "reconciler/desired/gen3/chart_values.h"

#include <map>
#include <string>

namespace pgberth::gen3 {

/// Settings that look as if they decided about databases and that no chart reads: older spellings,
/// keys in the wrong place, database settings of charts that have none. By the service that they
/// stand under, "" for none.
std::multimap<std::string, Finding> dead_settings(const NodePtr& written, const Facts& facts);

}  // namespace pgberth::gen3
