#include "reconciler/desired/discovery/application.h"

#include "reconciler/desired/discovery/chart.h"
#include "reconciler/desired/discovery/helm_values.h"
#include "reconciler/desired/discovery/ignored.h"
#include "reconciler/desired/discovery/repository_url.h"
#include "reconciler/desired/discovery/revision.h"
#include "reconciler/desired/discovery/value_file_list.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace pgberth::discovery {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::size_t kLongestName = 253;
constexpr std::string_view kSkip = "argocd.argoproj.io/skip-reconcile";

/// The sources in their order: `sources`, or else `source` alone.
std::vector<ValuePtr> sources_of(const ValuePtr& spec) {
  std::vector<ValuePtr> sources;
  if (const ValuePtr several = child_of(spec, "sources"))
    for (const Member& member : several->children) sources.push_back(member.value);
  if (const ValuePtr one = child_of(spec, "source"); sources.empty() && one) sources.push_back(one);
  return sources;
}

class Reader {
 public:
  Reader(const ValuePtr& root, const std::string& manifest, Hunt& hunt)
      : root_(root),
        spec_(child_of(root, "spec")),
        manifest_(manifest),
        hunt_(hunt),
        name_(text_at(root, {"metadata", "name"})),
        at_(place_of(node_at(root, {"metadata", "name"}), root->at)),
        sources_(sources_of(spec_)) {}

  std::optional<FoundEnvironment> run() && {
    const std::optional<Chart> chart = own_chart();
    if (!chart) return std::nullopt;
    if (name_.empty()) {
      hunt_.tell(Code::ManifestRefused, "an application has no name", root_->at,
                 "Argo CD refuses it as well.");
      return std::nullopt;
    }
    FoundEnvironment found = settings_of(*chart);
    if (tell_too_long(found)) return std::nullopt;
    if (has_braces(found)) {
      hunt_.tell(Code::ManifestUnreadable,
                 "the application has a placeholder that nothing fills in", at_,
                 "Name the environment in the settings.");
      return std::nullopt;
    }
    add_values(*chart, found);
    tell_state();
    return found;
  }

 private:
  /// The first source with a chart that a dialect knows.
  std::optional<Chart> own_chart() {
    std::optional<Chart> own;
    for (const ValuePtr& source : sources_) {
      Chart chart = chart_of(source, hunt_);
      if (chart.dialect.empty()) {
        tell_wrapped(chart);
        continue;
      }
      if (!own) {
        own = std::move(chart);
        continue;
      }
      hunt_.tell(Code::NotEvaluated,
                 "\"" + name_ + "\" installs two charts with databases, the first one is read",
                 place_of(source, at_), "Make them two applications.");
    }
    return own;
  }

  void tell_wrapped(const Chart& chart) {
    if (chart.wraps.empty()) return;
    hunt_.tell(Code::NotEvaluated,
               "the chart of \"" + name_ + "\" brings \"" + chart.wraps +
                   "\" along as a part: its values stand a level deeper than they are read",
               at_, "Name the environment in the settings, with values that are its own.");
  }

  FoundEnvironment settings_of(const Chart& chart) {
    const ValuePtr helm = child_of(chart.source, "helm");
    const ValuePtr destination = child_of(spec_, "destination");
    FoundEnvironment found{.settings = {.name = EnvironmentName{name_},
                                        .dialect = std::string(chart.dialect),
                                        .release = text_at(helm, {"releaseName"}),
                                        .chart_version = chart.version},
                           .at = at_,
                           .cluster = text_at(destination, {"name"}),
                           .project = text_at(spec_, {"project"})};
    if (found.settings.release.empty()) found.settings.release = name_;
    const std::string server = text_at(destination, {"server"});
    if (found.cluster.empty() && !server.empty() && host_of(server) != "kubernetes.default.svc")
      found.cluster = host_of(server);
    if (found.cluster == "in-cluster") found.cluster.clear();
    const std::string name_space = text_at(destination, {"namespace"});
    found.settings.namespaces = {name_space.empty() ? "default" : name_space};
    if (name_space.empty())
      hunt_.tell(Code::Assumed, "\"" + name_ + "\" names no namespace, \"default\" is taken", at_);
    found.settings.sync = secret_sync(spec_, at_);
    return found;
  }

  /// Whether it has a name that Kubernetes takes for nothing, and that would be everywhere.
  bool tell_too_long(const FoundEnvironment& found) {
    const EnvironmentSettings& settings = found.settings;
    for (const auto& [what, text] : std::initializer_list<std::pair<const char*, std::string_view>>{
             {"name", settings.name.str()},
             {"release", settings.release},
             {"namespace", settings.namespaces.front()},
             {"cluster", found.cluster},
             {"project", found.project},
             {"chart version", settings.chart_version}}) {
      if (text.size() <= kLongestName) continue;
      hunt_.tell(Code::ManifestRefused,
                 std::string("the ") + what + " of an application has " +
                     std::to_string(text.size()) + " bytes",
                 at_, "Kubernetes takes at most " + std::to_string(kLongestName) + "; shorten it.");
      return true;
    }
    return false;
  }

  bool has_braces(const FoundEnvironment& found) const {
    const EnvironmentSettings& settings = found.settings;
    return std::ranges::any_of(
        std::vector{settings.name.str(), settings.release, settings.name_space(), found.cluster},
        [](const std::string& text) { return text.find(kOpen) != std::string::npos; });
  }

  void add_values(const Chart& chart, FoundEnvironment& found) {
    const ValuePtr helm = child_of(chart.source, "helm");
    ChartPlace place{.url = chart.url, .path = chart.path, .packed = chart.packed};
    for (const ValuePtr& source : sources_)
      if (const std::string ref = text_at(source, {"ref"}); !ref.empty())
        place.refs.emplace("$" + ref, text_at(source, {"repoURL"}));
    const BuildWords words{{"ARGOCD_APP_NAME", name_},
                           {"ARGOCD_APP_NAMESPACE", found.settings.name_space()},
                           {"ARGOCD_APP_PROJECT_NAME", found.project},
                           {"ARGOCD_APP_SOURCE_PATH", text_at(chart.source, {"path"})},
                           {"ARGOCD_APP_SOURCE_REPO_URL", chart.url},
                           {"ARGOCD_APP_SOURCE_TARGET_REVISION", chart.revision}};
    ValueFileList list = value_file_list(helm, place, words, hunt_);
    if (!chart.values_file.empty()) found.settings.files.push_back(chart.values_file);
    std::ranges::move(list.files, std::back_inserter(found.settings.files));
    found.whole = list.whole;
    HelmValues inlined =
        helm_values(helm, {.manifest = manifest_, .place = place, .words = words}, hunt_);
    found.settings.overlays = std::move(inlined.overlays);
    found.whole = found.whole && inlined.whole;
    tell_revisions(chart, place);
  }

  /// A revision that is no branch may be another commit than the one that is looked at.
  void tell_revisions(const Chart& chart, const ChartPlace& place) {
    for (const ValuePtr& source : sources_) {
      const std::string revision = text_at(source, {"targetRevision"});
      const bool used =
          source == chart.source || place.refs.contains("$" + text_at(source, {"ref"}));
      const bool packed = child_of(source, "chart") != nullptr;
      if (!used || packed || !is_pinned(revision) ||
          hunt_.whose(text_at(source, {"repoURL"})) != Whose::Ours)
        continue;
      hunt_.tell(Code::Assumed,
                 "\"" + name_ + "\" is deployed from revision \"" + revision +
                     "\" of this repository, what is here may differ",
                 place_of(child_of(source, "targetRevision"), at_));
    }
  }

  void tell_state() {
    const ValuePtr enabled = node_at(spec_, {"syncPolicy", "automated", "enabled"});
    if (enabled && enabled->kind == Kind::Bool && !is_true(enabled))
      hunt_.tell(Code::Assumed,
                 "\"" + name_ + "\" is synced by hand, what is here may not be deployed",
                 enabled->at);
    const ValuePtr skip = node_at(root_, {"metadata", "annotations", kSkip});
    if (skip && skip->text == "true")
      hunt_.tell(Code::Assumed, "Argo CD is told to leave \"" + name_ + "\" alone", skip->at);
  }

  const ValuePtr& root_;
  ValuePtr spec_;
  const std::string& manifest_;
  Hunt& hunt_;
  std::string name_;
  SourcePos at_;
  std::vector<ValuePtr> sources_;
};

}  // namespace

std::optional<FoundEnvironment> environment_of(const ValuePtr& root, const std::string& manifest,
                                               Hunt& hunt) {
  return Reader(root, manifest, hunt).run();
}

}  // namespace pgberth::discovery
