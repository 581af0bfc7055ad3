#pragma once

#include "reconciler/desired/discovery/hunt.h"

#include <optional>
#include <string>

namespace pgberth::discovery {

/// The environment that an Application of Argo CD deploys, if the chart of one of its sources is a
/// dialect's own. `manifest` is the text of the file that `root` stands in.
///
/// Values, the later ones winning: the chart's own values.yaml where the chart is in this
/// repository, `valueFiles`, `valuesObject` or else `values`, `parameters`, `fileParameters`.
std::optional<FoundEnvironment> environment_of(const ValuePtr& root, const std::string& manifest,
                                               Hunt& hunt);

}  // namespace pgberth::discovery
