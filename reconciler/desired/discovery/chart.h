#pragma once

#include "reconciler/desired/discovery/hunt.h"

#include <string>
#include <string_view>

namespace pgberth::discovery {

/// What one source of an application installs.
struct Chart {
  ValuePtr source;
  std::string url;
  std::string revision;
  std::string path{};          ///< Of its folder in the repository.
  bool packed = false;         ///< From a registry of charts.
  std::string version{};       ///< "": not known.
  std::string values_file{};   ///< Its own values.yaml, where it lies in this repository.
  std::string_view dialect{};  ///< Whose chart it is; "": nobody's.
  std::string wraps{};         ///< A dialect's chart that this one brings along, or "".
};

/// The chart of `source`. One that lies in this repository is looked into.
Chart chart_of(const ValuePtr& source, Hunt& hunt);

}  // namespace pgberth::discovery
