#include "reconciler/desired/discovery/discovery.h"

#include "reconciler/desired/discovery/application.h"
#include "reconciler/desired/discovery/application_set.h"
#include "reconciler/desired/discovery/folders.h"
#include "reconciler/desired/discovery/hunt.h"
#include "reconciler/desired/discovery/names.h"
#include "reconciler/desired/discovery/scan.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pgberth {

Discovered discover(Tree& tree, const DiscoveryOptions& options) {
  Discovered discovered;
  discovery::Scan scanned = discovery::scan(tree, options.limits);
  discovered.findings = std::move(scanned.findings);
  discovered.manifests = std::move(scanned.decisive);
  discovery::Hunt hunt(tree, options, scanned.files, discovered.findings);
  for (const discovery::Manifest& manifest : scanned.manifests) {
    if (manifest.set)
      std::ranges::move(discovery::environments_of_set(manifest.root, *manifest.text, hunt),
                        std::back_inserter(discovered.environments));
    else if (auto found = discovery::environment_of(manifest.root, *manifest.text, hunt))
      discovered.environments.push_back(*std::move(found));
  }
  std::ranges::move(discovery::environments_of_folders(
                        scanned.outlines, options, discovered.environments, discovered.findings),
                    std::back_inserter(discovered.environments));
  discovery::make_names_unique(discovered.environments, discovered.findings);
  make_showable(discovered.findings);
  sort_findings(discovered.findings);
  return discovered;
}

}  // namespace pgberth
