#pragma once

#include "reconciler/settings/run_settings.h"
#include "reconciler/settings/source_settings.h"
#include "reconciler/text/section.h"

#include <functional>
#include <string>

namespace pgberth {

/// The section `source`; `path_of` makes a path of the settings one of the process.
SourceSettings read_source(Section section,
                           const std::function<std::string(const std::string&)>& path_of);

/// The section `run`. Durations are written as 500ms, 90s, 5m or 1h.
RunSettings read_run(Section section);

}  // namespace pgberth
