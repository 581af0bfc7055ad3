#pragma once

#include "reconciler/desired/discovery/value_file_list.h"
#include "reconciler/desired/overlay.h"

#include <string>
#include <vector>

namespace pgberth::discovery {

/// What stands in a manifest besides values files.
struct HelmValues {
  std::vector<Overlay> overlays{};  ///< In the order in which they are laid over the files.
  bool whole = true;                ///< false: some cannot be told.
};

/// What `helm` is read with.
struct HelmContext {
  const std::string& manifest;  ///< The text of the file that it stands in.
  const ChartPlace& place;
  const BuildWords& words;
};

/// `valuesObject`, or else `values`; then `parameters`, of which those with `forceString` come
/// last, as in the command line that Argo CD makes of them; then `fileParameters`.
HelmValues helm_values(const ValuePtr& helm, const HelmContext& context, Hunt& hunt);

}  // namespace pgberth::discovery
