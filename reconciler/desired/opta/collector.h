#pragma once

#include "reconciler/desired/environment.h"
#include "reconciler/desired/opta/instance.h"
#include "reconciler/desired/opta/links.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pgberth::opta {

/// Gathers the claims of one environment.
class Collector {
 public:
  /// Both outlive it.
  Collector(const EnvironmentSettings& settings, const Options& options)
      : settings_(settings), options_(options) {}

  /// Everything that the services of `layer`, which outlives this, ask for.
  void add(const Layer& layer);

  /// Says so where the operator speaks of modules that are nowhere.
  void check_options();

  /// Claims with all that was found; `findings` are those about no claim in particular.
  Desired finish(Findings findings) &&;

 private:
  struct Asked {
    const Layer& layer;
    const Module& service;
    const Link& link;
    const Instance& instance;
  };

  ClaimId add_claim(const Asked& asked, Findings& findings);
  ClaimId free_id(const Asked& asked) const;
  ServerId add_server(const Instance& instance);
  void tell(Findings findings, const std::set<ClaimId>& claims);
  void tell_instance(const Instance& instance, const Module& module, const Layer& layer);
  void compare_keys();

  std::vector<Place> places_of(const Asked& asked) const;
  void check_policy();

  const EnvironmentSettings& settings_;
  const Options& options_;
  Desired desired_{};
  std::set<std::string> instances_{};                ///< All that there are.
  std::map<const Module*, std::set<ClaimId>> on_{};  ///< Claims by instance.
  std::map<ClaimId, const Module*> instance_of_{};
};

}  // namespace pgberth::opta
