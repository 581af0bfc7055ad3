#pragma once

#include "reconciler/desired/discovery/discovery.h"
#include "reconciler/settings/source_settings.h"
#include "reconciler/text/section.h"

#include <optional>

namespace pgberth {

/// How environments are found in the source: which URLs manifests call it by, beside its own, and
/// which folders are environments. Of local paths no manifest speaks, so such a source has no URL
/// of its own.
DiscoveryOptions read_discovery(Section section, const std::optional<SourceSettings>& source);

}  // namespace pgberth
