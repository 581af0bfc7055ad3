#pragma once

#include "reconciler/text/value.h"

#include <string_view>

namespace pgberth {

/// What becomes of a null that meets a value below it.
enum class Nulls { Remove, Keep };

/// Two values files, `upper` the later one: mappings are merged deeply, everything else, a null
/// too, replaces what was there.
ValuePtr merge_files(const ValuePtr& lower, const ValuePtr& upper);

/// `values` over the `defaults` of a chart, as Helm 3.16.4 coalesces them: mappings deeply, and a
/// mapping is never replaced by a default that is none, nor the other way round. With
/// Nulls::Remove a null takes the default away and goes itself, so that a default further down
/// (the sub-chart's own) shows through; newer Helm keeps it.
ValuePtr over_defaults(const ValuePtr& values, const ValuePtr& defaults, Nulls nulls);

/// The values of a sub-chart with the parent's `global` in its own: what the parent says wins, what
/// only the sub-chart's block says survives. A `global` that is no mapping, on either side, leaves
/// the block as it was, as far as Helm does.
ValuePtr with_globals(const ValuePtr& block, const ValuePtr& parent);

/// The mapping `node` with `key` set to `value`, in its old place or at the end.
ValuePtr with_child(const ValuePtr& node, std::string_view key, const ValuePtr& value);

}  // namespace pgberth
