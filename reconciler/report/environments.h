#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/report/look.h"

#include <cstddef>
#include <string>
#include <vector>

namespace pgberth {

/// An environment as a list of environments tells of it.
struct ListedEnvironment {
  std::string name;
  std::string dialect;
  std::string release{};
  std::vector<std::string> namespaces{};
  std::string folder{};
  std::vector<std::string> files{};
  std::vector<SourcePos> overlays{};  ///< Where values stand beside the files.
  std::string chart_version{};
  std::string cluster{};
  std::string project{};
  SourcePos at{};
  bool whole = true;  ///< false: it is listed and cannot be read.
};

/// Each environment with what is known of it, the findings, and their numbers.
std::string environments_text(const std::vector<ListedEnvironment>& environments,
                              const Findings& findings, const Look& look);

/// The same as one JSON document, `pgberth/environments/v1`: see json.h.
std::string environments_json(const std::vector<ListedEnvironment>& environments,
                              const Findings& findings);

}  // namespace pgberth
