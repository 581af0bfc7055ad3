#pragma once

#include "reconciler/desired/discovery/discovery.h"

#include <memory>
#include <string>
#include <vector>

namespace pgberth::discovery {

/// A document that calls itself an Application or ApplicationSet of Argo CD.
struct Manifest {
  ValuePtr root;
  std::shared_ptr<const std::string> text;  ///< Of the whole file.
  bool set = false;                         ///< An ApplicationSet.
};

/// What a tree holds that discovery can use.
struct Scan {
  std::vector<std::string> files{};     ///< All but hidden ones, sorted.
  std::vector<YamlOutline> outlines{};  ///< Of the YAML files among them.
  std::vector<Manifest> manifests{};
  std::vector<std::string> decisive{};  ///< Files with manifests, and those that may have some and
                                        ///< could not be read; sorted.
  Findings findings{};
};

/// Reads each YAML file of the tree once; parses only those whose text names a kind of Argo CD.
/// Of hidden files only manifests are taken. What is not followed is told.
Scan scan(Tree& tree, const DiscoveryLimits& limits);

}  // namespace pgberth::discovery
