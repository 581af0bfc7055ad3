#pragma once

#include "reconciler/base/result.h"
#include "reconciler/text/value.h"

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace pgberth {

/// One step down into values: the key of a mapping, or the place in a list.
using ValueStep = std::variant<std::string, std::size_t>;

/// Values that lie over those of files. With an empty `at` the mapping `value` is merged as one
/// more file; otherwise it takes the place that `at` names, as `helm --set` does.
struct Overlay {
  std::vector<ValueStep> at{};
  ValuePtr value{};
};

/// `values` with `overlay` over them. A list grows as far as needed, its new places are null.
/// Errors: HelmRefuses where a step leads through something that is neither null nor of its kind.
Result<ValuePtr> with_overlay(const ValuePtr& values, const Overlay& overlay);

/// Helm's own bound of a place in a list.
inline constexpr std::size_t kMostPlaces = 65536;

}  // namespace pgberth
