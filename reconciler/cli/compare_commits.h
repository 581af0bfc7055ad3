#pragma once

#include "reconciler/model/repository.h"
#include "reconciler/report/check.h"
#include "reconciler/settings/read_settings.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace pgberth {

/// The environments of two commits, where no settings say which there are. What is one environment
/// has one name in both.
using EnvironmentsOf =
    std::function<std::pair<SettingsRead, SettingsRead>(Tree& before, Tree& after)>;

/// What to compare, and by whose settings.
struct Comparing {
  std::string base{};
  std::string head{};
  /// A settings file; "": `pgberth.yaml` of the base where there is one.
  std::string settings{};
  /// Whether `settings` is a path in the repository. It is then read from the base and never from
  /// the head, which must not widen what it may name itself.
  bool settings_in_repository = false;
  std::vector<std::string> environments{};  ///< Only these; empty: all.
};

/// What a comparison works with.
struct Comparers {
  Repository& repository;
  Tree& files;                       ///< Where settings outside of the repository are.
  EnvironmentsOf environments_of{};  ///< Without settings; empty: there must be some.
  std::chrono::sys_days today{};
  std::size_t at_once = 1;  ///< Environments; more than one needs thread-safe trees.
};

/// What `head` asks for otherwise than the commit where it left `base`. Reads no secret and nothing
/// but commits and settings, both sides by the same settings; an environment whose files are the
/// same on both sides is not read at all. Settings that cannot be used are findings about the
/// repository as a whole.
/// Errors: RevisionUnknown, RepositoryBroken, NoCommonCommit, BadOption (no settings, or no such
/// environment).
Result<CheckReport> compare_commits(const Comparing& comparing, const Comparers& comparers);

}  // namespace pgberth
