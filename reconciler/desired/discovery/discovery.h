#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/desired/environment.h"
#include "reconciler/model/tree.h"

#include <cstddef>
#include <string>
#include <vector>

namespace pgberth {

/// Where environments stand that no manifest names, one folder or file each.
///
///     environments/{name}/      every YAML file directly in such a folder, values.yaml first
///     sites/*/values.yaml       this file; the environment is called after its folder
///     {name}.yaml               this file
///
/// `*` and `?` stand for a part of one name, `**` for any number of folders, `{name}` for what the
/// environment is called.
struct FolderPattern {
  std::string pattern;
  std::string dialect{};  ///< "": the one that recognises the files.

  bool operator==(const FolderPattern&) const = default;
};

/// How much is looked at. What lies beyond is told, never dropped in silence.
struct DiscoveryLimits {
  std::size_t file_bytes = std::size_t{2} * 1024 * 1024;  ///< Of a file looked into.
  std::size_t files = 20'000;                             ///< YAML files that are looked into.
  std::size_t applications = 2'000;                       ///< Made by ApplicationSets, in all.
  std::size_t rendered_values = 1'000'000;                ///< That templates are filled into.

  bool operator==(const DiscoveryLimits&) const = default;
};

struct DiscoveryOptions {
  /// All URLs that this repository has. Empty: not known; then a repository that has the files
  /// which a manifest wants of it is taken for this one, with a note.
  std::vector<std::string> repository_urls{};
  std::vector<FolderPattern> folders{};
  bool usual_folders = true;  ///< Also what the dialects recognise by themselves.
  DiscoveryLimits limits{};

  bool operator==(const DiscoveryOptions&) const = default;
};

/// An environment that discovery proposes.
struct FoundEnvironment {
  EnvironmentSettings settings;
  std::string called{};   ///< By its manifest or folder. Its name is longer where several are.
  SourcePos at{};         ///< The manifest that asks for it, or its first values file.
  std::string cluster{};  ///< As its manifest or folder calls it; "": the cluster at hand.
  std::string project{};  ///< Of Argo CD.
  bool whole = true;      ///< false: not all that it is made of can be read here. See findings.
};

struct Discovered {
  std::vector<FoundEnvironment> environments{};  ///< By name; no name stands twice.
  Findings findings{};                           ///< Sorted.
  /// Files with manifests, and those that may have some and could not be read; sorted.
  std::vector<std::string> manifests{};
};

/// Calls each environment in both states of a repository by one name: where one of them has several
/// that are called alike, a single one in the other state gets the name that it has among them. So
/// what comes beside an environment does not make it look gone.
void name_alike(Discovered& before, Discovered& after);

/// The environments of a repository: from manifests of Argo CD anywhere in it, and from folders.
/// What cannot be told without a cluster, another repository or a template's values is a finding,
/// never a guess. Nothing is done with an environment by proposing it.
Discovered discover(Tree& tree, const DiscoveryOptions& options);

}  // namespace pgberth
