#include "reconciler/desired/gen3/facts.h"
#include "reconciler/desired/gen3/gen3.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace pgberth::gen3 {
namespace {

/// "a/b" and "c.yaml" of "a/b/c.yaml".
std::pair<std::string, std::string> split(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {"", path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

bool below_chart(const std::string& path) {
  return ("/" + path).find("/templates/") != std::string::npos ||
         ("/" + path).find("/charts/") != std::string::npos;
}

/// The values files of one folder, in the order in which they are to be merged.
using Group = std::vector<const YamlOutline*>;

/// Whether the keys are those of the umbrella's values: a chart with a database, and beside it
/// another chart or what all charts share. One of them alone may be anybody's.
bool looks_alike(const Group& group, const Facts& facts) {
  std::set<std::string> charts;
  bool global = false;
  bool database = false;
  for (const YamlOutline* file : group)
    for (const std::string& key : file->keys) {
      global = global || key == "global";
      const auto chart = facts.charts.find(key);
      if (chart == facts.charts.end()) continue;
      charts.insert(key);
      database = database || chart->second.database;
    }
  return database && (global || charts.size() > 1);
}

FoundFolder environment_of(const std::string& values_folder, const Group& group) {
  const auto [above, last] = split(values_folder);
  const std::string folder = last == "values" ? above : values_folder;
  const auto [cluster_path, name] = split(folder);
  FoundFolder found{
      .settings = {.name = EnvironmentName{name.empty() ? "gen3" : name}, .dialect = "gen3"},
      .at = {.file = group.front()->path},
      .cluster = split(cluster_path).second,
      .assumed = {"no manifest tells release and namespace, the name is taken"}};
  for (const YamlOutline* file : group) found.settings.files.push_back(file->path);
  found.settings.release = found.settings.name.str();
  found.settings.namespaces = {found.settings.name.str()};
  if (group.size() > 1)
    found.assumed.emplace_back(
        "no manifest tells the order of its files: values.yaml first, the others by name");
  return found;
}

}  // namespace

bool owns(const ChartRef& chart) {
  return chart.name.empty() ? split(chart.path).second == "gen3" : chart.name == "gen3";
}

std::vector<FoundFolder> folders(const std::vector<YamlOutline>& files) {
  std::map<std::string, Group> beside;  // The files of each folder.
  std::set<std::string> with_values;
  std::set<std::string> charts;
  for (const YamlOutline& file : files) {
    const auto [folder, name] = split(file.path);
    if (name == "Chart.yaml") {
      charts.insert(folder);
    } else if (!below_chart(file.path)) {
      const bool first = name == "values.yaml" || name == "values.yml";
      Group& group = beside[folder];
      group.insert(first ? group.begin() : group.end(), &file);
      if (first) with_values.insert(folder);
    }
  }
  if (with_values.empty()) return {};
  const Facts facts = facts_for("").facts;
  std::vector<FoundFolder> found;
  for (const std::string& folder : with_values) {
    Group group = beside.at(folder);
    if (split(folder).second != "values") group.resize(1);
    if (!charts.contains(folder) && looks_alike(group, facts))
      found.push_back(environment_of(folder, group));
  }
  return found;
}

}  // namespace pgberth::gen3
