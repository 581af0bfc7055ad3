#include "reconciler/cli/show_environments.h"

#include "reconciler/cli/work_tree.h"
#include "reconciler/desired/discovery/discovery.h"
#include "reconciler/report/environments.h"

#include <algorithm>
#include <iterator>
#include <ostream>
#include <utility>

namespace pgberth {
namespace {

/// None when the folder is no checkout.
std::vector<std::string> remote_urls(const Parts& parts, const std::string& folder) {
  if (!parts.open_repository) return {};
  const auto repository = parts.open_repository(work_tree_of(folder));
  return repository ? (*repository)->remote_urls() : std::vector<std::string>();
}

ListedEnvironment listed(const FoundEnvironment& found) {
  const EnvironmentSettings& settings = found.settings;
  ListedEnvironment one{.name = settings.name.str(),
                        .dialect = settings.dialect,
                        .release = settings.release,
                        .namespaces = settings.namespaces,
                        .folder = settings.folder,
                        .files = settings.files,
                        .chart_version = settings.chart_version,
                        .cluster = found.cluster,
                        .project = found.project,
                        .at = found.at,
                        .whole = found.whole};
  for (const Overlay& overlay : settings.overlays) one.overlays.push_back(overlay.value->at);
  return one;
}

}  // namespace

Result<int> show_environments(const Options& options, const Parts& parts, const Setting& setting) {
  if (options.arguments.size() > 2)
    return Error{.code = Code::BadOption,
                 .what = "show environments: more than one folder is named",
                 .hint = "Name the one that the repository is checked out in."};
  const std::string folder = options.arguments.size() == 2 ? options.arguments[1] : ".";
  const auto tree = parts.confined_tree(folder);
  const Discovered discovered = discover(*tree, {.repository_urls = remote_urls(parts, folder)});
  std::vector<ListedEnvironment> environments;
  environments.reserve(discovered.environments.size());
  std::ranges::transform(discovered.environments, std::back_inserter(environments), listed);
  // Manifests may hold passwords, and which of their lines do is not known: none is shown.
  setting.out << (options.output == Output::Json
                      ? environments_json(environments, discovered.findings)
                      : environments_text(environments, discovered.findings,
                                          {.paint = setting.out_paint}));
  return exit_code_of_reading(discovered.findings, options.fail_on);
}

}  // namespace pgberth
