#pragma once

#include "reconciler/desired/gen3/chart_values.h"

#include <map>
#include <string>

namespace pgberth::gen3 {

/// Settings that look as if they decided about databases and that no chart reads: older spellings,
/// keys in the wrong place, database settings of charts that have none. By the service that they
/// stand under, "" for none.
std::multimap<std::string, Finding> dead_settings(const ValuePtr& written, const Facts& facts);

/// Nulls whose meaning depends on Helm's version: up to 3.16 they take away what stands above a
/// chart's own default, which then shows through; newer ones take that away as well.
std::multimap<std::string, Finding> unsure_nulls(const ValuePtr& written, const Facts& facts);

/// What makes the templates of the umbrella itself stop, and with them every service.
Findings umbrella_refusals(const ValuePtr& written, const Facts& facts, const SourcePos& whole);

}  // namespace pgberth::gen3
