#pragma once

#include "reconciler/text/value.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth::gen3 {

/// What is known of one chart of the umbrella.
struct Chart {
  bool database = false;
  bool dependency = false;       ///< The umbrella of this range of versions brings it along.
  bool push = true;              ///< Renders what pushes its credential, where asked.
  bool waits = true;             ///< Its pods do not start before its Secret says "dbcreated".
  std::string condition{};       ///< Dotted path of the value that switches it.
  std::string no_mirror_with{};  ///< Key of global.externalSecrets that takes its mirror away.
  std::string reads{};           ///< The service whose database it really uses.
  ValuePtr values{};             ///< Its own defaults.
};

/// What is known of the charts of a range of versions: data of `schema/gen3/`.
struct Facts {
  std::string from{};
  std::string to{};
  std::string local_switch{};
  bool push = false;
  bool dev_host_with_namespace = false;
  std::vector<std::string> required_extensions{};
  std::vector<std::string> wanted_extensions{};
  ValuePtr umbrella{};  ///< The umbrella's values, with each chart's `enabled`.
  ValuePtr service{};   ///< The defaults of a chart that nobody knows.
  std::map<std::string, Chart, std::less<>> charts{};
};

/// The facts that hold for a chart version.
struct ChosenFacts {
  Facts facts;
  bool known = true;  ///< false: the version is in no range, these are the newest.
};

/// Facts for `version`, "" being the newest.
ChosenFacts facts_for(std::string_view version);

}  // namespace pgberth::gen3
