#pragma once

#include "reconciler/model/world.h"
#include "reconciler/service/health.h"
#include "reconciler/service/journal.h"
#include "reconciler/service/metrics.h"
#include "reconciler/service/patience.h"
#include "reconciler/service/store_gates.h"
#include "reconciler/service/values.h"
#include "reconciler/service/wishes.h"
#include "reconciler/settings/read_settings.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <vector>

namespace pgberth {

/// What the service is made of.
struct ServiceParts {
  std::function<SettingsRead()> settings;  ///< Read anew, with the secrets that they name.
  std::function<std::unique_ptr<World>(const Settings&)> world;  ///< Fresh for each pass.
  SourceOpener source;
  TreeOpener folder;
  Clock& clock;
  Entropy& entropy;
  Journal& journal;
  Metrics& metrics;
  Health& health;
};

/// How a round ended.
struct RoundResult {
  bool evaluated = false;  ///< Settings and values were there, and each environment was tried.
  bool complete = false;   ///< … in full, and all that was planned is done.
  std::chrono::milliseconds wait{};  ///< Until the next one.
};

/// Settings → values → one pass for each group of environments, over and over. Between rounds it
/// knows only what spares work or noise: which commit was good, who failed, which findings were
/// told. All else is looked at anew.
class Service {
 public:
  explicit Service(const ServiceParts& parts);

  RoundResult round(const std::stop_token& stop);

  /// Rounds until `stop`; the step in hand is ended first.
  void serve(const std::stop_token& stop);

 private:
  using Group = std::set<EnvironmentName>;
  using Asked = std::map<EnvironmentName, Desired>;

  bool reload();
  std::optional<Snapshot> bring(const std::stop_token& stop);
  Asked read(const Snapshot& snapshot);
  bool pass(const Group& group, Asked& asked, StoreGates& gates, const std::stop_token& stop);
  void note(const EnvironmentName& name, const PassReport& report, const Findings& of_reading);
  void forget(const std::vector<Group>& groups);
  Pace pace() const;

  ServiceParts parts_;
  Values values_;
  Wishes wishes_;
  Patience patience_;
  Settings settings_{};
  bool current_ = false;     ///< Settings and values are those that stand there now.
  bool configured_ = false;  ///< Settings that can be used were read once.
  std::uint64_t settings_version_ = 0;
  std::optional<CommitId> commit_{};
  std::size_t rounds_ = 0;
};

}  // namespace pgberth
