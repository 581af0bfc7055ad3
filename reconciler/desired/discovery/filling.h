#pragma once

#include "reconciler/desired/discovery/hunt.h"

namespace pgberth::discovery {

/// `node` with the templates in all of its texts and keys filled in from `params`, as Argo CD does
/// it: plainly, or as Go templates. Texts stay texts, and everything keeps its place. nullptr, with
/// a finding, when a template cannot be told or it is too much.
ValuePtr filled(const ValuePtr& node, const ValuePtr& params, bool go, Hunt& hunt);

}  // namespace pgberth::discovery
