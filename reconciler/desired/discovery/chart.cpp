#include "reconciler/desired/discovery/chart.h"

#include "reconciler/desired/discovery/paths.h"
#include "reconciler/desired/discovery/revision.h"
#include "reconciler/text/yaml.h"

namespace pgberth::discovery {
namespace {

/// Where the chart's folder is in this repository, if it is in it.
bool lies_here(const Chart& chart, Hunt& hunt) {
  if (chart.packed || !hunt.has(below(chart.path, "Chart.yaml"))) return false;
  return hunt.whose(chart.url) != Whose::Others;
}

/// Reads Chart.yaml: the chart's own name counts, not that of its folder.
void look_into(Chart& chart, ChartRef& ref, Hunt& hunt) {
  const std::string file = below(chart.path, "Chart.yaml");
  const auto text = hunt.tree().read(file, hunt.limits().file_bytes);
  if (!text) return;
  const YamlText read =
      read_yaml(*text, file, {.depth = 20, .nodes = 10'000, .expanded_nodes = 10'000});
  ref.name = text_at(read.root, {"name"});
  chart.version = text_at(read.root, {"version"});
  const ValuePtr parts = child_of(read.root, "dependencies");
  if (!parts) return;
  for (const Member& part : parts->children) {
    const std::string name = text_at(part.value, {"name"});
    if (!name.empty() && !dialect_of({.name = name}).empty()) chart.wraps = name;
  }
}

}  // namespace

Chart chart_of(const ValuePtr& source, Hunt& hunt) {
  Chart chart{.source = source,
              .url = text_at(source, {"repoURL"}),
              .revision = text_at(source, {"targetRevision"})};
  ChartRef ref{.name = text_at(source, {"chart"}), .repository = chart.url};
  chart.packed = !ref.name.empty();
  if (const auto path = normal_path(text_at(source, {"path"})); path && !chart.packed)
    chart.path = *path;
  ref.path = chart.path;
  if (chart.packed && is_exact(chart.revision)) chart.version = chart.revision;
  if (chart.packed) {  // "charts/name" of an OCI registry is called "name".
    ref.name = last_of(ref.name);
  } else if (chart.url.starts_with("oci://") && chart.path.empty()) {
    ref.name = last_of(chart.url);
    chart.packed = true;
    if (is_exact(chart.revision)) chart.version = chart.revision;
  }
  const bool files_only = !child_of(source, "path") && child_of(source, "ref");
  if (files_only && !chart.packed) return chart;
  if (lies_here(chart, hunt)) {
    look_into(chart, ref, hunt);
    if (const std::string own = below(chart.path, "values.yaml"); hunt.has(own))
      chart.values_file = own;
    chart.dialect = dialect_of(ref);
    if (!chart.dialect.empty() && hunt.whose(chart.url) == Whose::Unknown)
      hunt.take_for_ours(chart.url, place_of(child_of(source, "repoURL"), source->at));
    return chart;
  }
  if (!ref.name.empty() || !ref.path.empty()) chart.dialect = dialect_of(ref);
  return chart;
}

}  // namespace pgberth::discovery
