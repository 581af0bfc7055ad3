#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/desired/overlay.h"
#include "reconciler/model/tree.h"
#include "reconciler/text/value.h"

#include <string>
#include <vector>

namespace pgberth {

/// Values files merged left to right, or what kept them from being read.
struct MergedValues {
  ValuePtr values{};  ///< nullptr when an error is among the findings.
  Findings findings{};
};

/// Reads every one of `files`, also after one has failed, so that all problems are told at once.
/// `overlays` come after all of them, in their order.
MergedValues read_values(const std::vector<std::string>& files, Tree& tree,
                         const std::vector<Overlay>& overlays = {});

/// What may hold values below `folder` and is not read, since it leads elsewhere: an error for each
/// submodule, and for each symlink to another folder.
Findings not_followed(const std::string& folder, Tree& tree);

}  // namespace pgberth
