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
  std::vector<std::string> files{};     ///< All, sorted.
  std::vector<YamlOutline> outlines{};  ///< Of the YAML files among them.
  std::vector<Manifest> manifests{};
  Findings findings{};
};

/// Reads each YAML file of the tree once; parses only those whose text names a kind of Argo CD.
Scan scan(Tree& tree, const DiscoveryLimits& limits);

}  // namespace pgberth::discovery
