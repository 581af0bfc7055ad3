#include "reconciler/cli/show_environments.h"

#include "reconciler/desired/discovery/discovery.h"
#include "reconciler/report/environments.h"

#include <algorithm>
#include <iterator>
#include <ostream>
#include <utility>

namespace pgberth {
namespace {

constexpr std::size_t kLargestConfig = std::size_t{256} * 1024;

/// The URLs of the remotes that the checkout's own git knows; none when it is no checkout.
std::vector<std::string> remote_urls(Tree& tree) {
  const auto config = tree.read(".git/config", kLargestConfig);
  std::vector<std::string> urls;
  if (!config) return urls;
  bool remote = false;
  std::string_view rest = *config;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.starts_with('[')) remote = line.starts_with("[remote ");
    const std::size_t equals = line.find('=');
    if (!remote || !line.starts_with("url") || equals == std::string_view::npos) continue;
    line.remove_prefix(equals + 1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t\""), line.size()));
    urls.emplace_back(line.substr(0, line.find_last_not_of(" \t\r\"") + 1));
  }
  return urls;
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
  const Discovered discovered = discover(*tree, {.repository_urls = remote_urls(*tree)});
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
