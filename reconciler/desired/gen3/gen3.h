#pragma once

#include "reconciler/desired/environment.h"

namespace pgberth::gen3 {

/// What the values files of a gen3 environment, merged as Helm does, ask for: one claim for each
/// service that is on and has a database, with the server and the entries that its charts would
/// use.
Desired read(const EnvironmentSettings& settings, Tree& tree);

/// The umbrella chart, wherever it comes from.
bool owns(const ChartRef& chart);

/// Folders with a values.yaml, alone or beside others in a folder called "values", that name a
/// chart of the umbrella with a database, and another chart or `global`.
std::vector<FoundFolder> folders(const std::vector<YamlOutline>& files);

}  // namespace pgberth::gen3
