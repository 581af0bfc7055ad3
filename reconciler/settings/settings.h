#pragma once

#include "reconciler/desired/discovery/discovery.h"
#include "reconciler/desired/environment.h"
#include "reconciler/model/accepted.h"
#include "reconciler/model/bounds.h"
#include "reconciler/settings/admin_hosts.h"
#include "reconciler/settings/run_settings.h"
#include "reconciler/settings/server_list.h"
#include "reconciler/settings/source_settings.h"
#include "reconciler/settings/stores.h"
#include "reconciler/settings/within.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {

struct Environment {
  EnvironmentSettings settings;
  std::optional<Bounds> bounds{};  ///< Absent: a person's own command line, which is not bounded.
  std::map<SourcePos, SecretReader> secrets{};  ///< Those its options speak of, by where.
  StoreNames stores{};                          ///< Its own, where all use others.
  AdminHosts admin_hosts{};                     ///< What settings know and entries do not tell.
  /// What discovery calls it, which then tells its dialect, files, release and namespaces (see
  /// Proposals); "": the settings say all of that.
  std::string discovered{};
  SourcePos discovered_at{};
  Findings refused{};  ///< Not empty: why there is nothing that could be read.
  /// Where it is refused, the files beside those of `settings` that decide it. While they stay as
  /// they are, it stays refused, for the same reasons.
  std::vector<std::string> decided_by{};
};

/// All that the operator decides, from a settings file or from the options of one command. Whoever
/// writes values decides none of it.
struct Settings {
  std::vector<ListedServer> servers{};
  Stores stores{};
  std::optional<SourceSettings> source{};  ///< Absent: values are beside the settings.
  DiscoveryOptions discovery{};            ///< How environments are found in the source.
  RunSettings run{};
  std::vector<Environment> environments{};
  /// Folders that environments name for their values, also those not chosen: nothing that the
  /// operator keeps may lie there.
  std::vector<std::string> value_folders{};
  std::vector<Accepted> accepted{};
};

/// The bounds of all environments that have some.
BoundsOf bounds_of(const Settings& settings);

/// What one environment asks for, in the stores that are its own; one that discovery has to tell
/// more of must be proposed before. An environment of a settings file is read through `open`, where
/// there is one, so that no values lead out of its folder, or out of the repository for what was
/// found there.
Desired read_one(const Environment& environment, Tree& tree, const TreeOpener& open = {});

/// Reads the secrets of the environment's options; without one, what needs it is blocked.
void take_secrets(const Environment& environment, Desired& desired);

/// What read_one() says, with its secrets; claims that name what is out of its bounds are blocked.
Desired read_bounded(const Environment& environment, Tree& tree, const TreeOpener& open);

/// Adds what another environment asks for.
void add(Desired& all, Desired one);

/// What all environments ask for, each as discovery proposes it and within its bounds. A broken
/// environment takes nothing from the others, and a secret of its options that cannot be had takes
/// only the claims that need it. Environments of a settings file are read through `open`, where
/// there is one, so that no values lead out of their folder.
Desired read_environments(const Settings& settings, Tree& tree, const TreeOpener& open = {});

}  // namespace pgberth
