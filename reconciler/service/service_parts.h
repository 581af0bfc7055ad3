#pragma once

#include "reconciler/model/world.h"
#include "reconciler/service/health.h"
#include "reconciler/service/journal.h"
#include "reconciler/service/metrics.h"
#include "reconciler/service/values.h"
#include "reconciler/settings/read_settings.h"

#include <functional>
#include <memory>

namespace pgberth {

/// What the service is made of.
struct ServiceParts {
  std::function<SettingsRead()> settings;  ///< Read anew, with the secrets that they name.
  /// Fresh for each pass; the settings live longer than it.
  std::function<std::unique_ptr<World>(const Settings&)> world;
  SourceOpener source;
  TreeOpener folder;
  Clock& clock;
  Entropy& entropy;
  Journal& journal;
  Metrics& metrics;
  Health& health;
};

}  // namespace pgberth
