#include "reconciler/desired/discovery/application_set.h"

#include "reconciler/desired/discovery/application.h"
#include "reconciler/desired/discovery/chart.h"
#include "reconciler/desired/discovery/filling.h"
#include "reconciler/desired/discovery/generators.h"
#include "reconciler/desired/helm_merge.h"

#include <iterator>
#include <map>
#include <optional>
#include <utility>

namespace pgberth::discovery {
namespace {

constexpr std::string_view kGenerators = "generators";

/// The template of a generator lies over that of the set.
ValuePtr template_of(const ValuePtr& spec, const ValuePtr& generator) {
  ValuePtr whole = child_of(spec, "template");
  for (const Member& member : generator->children)
    if (const ValuePtr own = child_of(member.value, "template"); own && own->is_mapping())
      whole = merge_files(whole, own);
  return whole;
}

/// Whether any source in the template could be a dialect's chart; a set of other people's
/// applications is none of our business, whatever its generators are.
bool may_matter(const ValuePtr& spec, Hunt& hunt) {
  const ValuePtr app = node_at(spec, {"template", "spec"});
  const auto matters = [&](const ValuePtr& source) {
    for (const std::string_view key : {"chart", "path", "repoURL"})
      if (text_at(source, {key}).find("{{") != std::string::npos) return true;
    const Chart chart = chart_of(source, hunt);
    return !chart.dialect.empty() || !chart.wraps.empty();
  };
  if (const ValuePtr sources = child_of(app, "sources"))
    for (const Member& source : sources->children)
      if (matters(source.value)) return true;
  const ValuePtr one = child_of(app, "source");
  return one && matters(one);
}

class SetReader {
 public:
  SetReader(const ValuePtr& root, const std::string& manifest, Hunt& hunt)
      : spec_(child_of(root, "spec")),
        manifest_(manifest),
        hunt_(hunt),
        name_(text_at(root, {"metadata", "name"})),
        at_(place_of(node_at(root, {"metadata", "name"}), root->at)),
        go_(is_true(child_of(spec_, "goTemplate"))) {}

  std::vector<FoundEnvironment> run() && {
    const ValuePtr list = child_of(spec_, kGenerators);
    if (!list || !child_of(spec_, "template")) {
      hunt_.tell(Code::ManifestRefused,
                 "ApplicationSet \"" + name_ + "\" lacks generators or a template", at_);
      return {};
    }
    if (const ValuePtr patch = child_of(spec_, "templatePatch"); patch && !patch->text.empty()) {
      hunt_.tell(Code::NotEvaluated,
                 "\"" + name_ + "\" has a templatePatch, what it makes is not known here",
                 patch->at, "Name the environments in the settings.");
      return {};
    }
    Generators generators(name_, go_, hunt_);
    for (const Member& generator : list->children) {
      const auto sets = generators.of(generator.value);
      if (!sets) continue;
      const ValuePtr whole = template_of(spec_, generator.value);
      for (const ValuePtr& params : *sets)
        if (!add(whole, params)) return finish();
    }
    return finish();
  }

 private:
  /// false: no more are to be made.
  bool add(const ValuePtr& whole, const ValuePtr& params) {
    if (!hunt_.count_application(at_)) return false;
    const ValuePtr application = filled(whole, params, go_, hunt_);
    if (!application) return false;  // The next ones would fail at the same place.
    const std::string name = text_at(application, {"metadata", "name"});
    ++made_[name];
    if (auto found = environment_of(application, manifest_, hunt_))
      found_.push_back(*std::move(found));
    return true;
  }

  /// Argo CD makes none of a set that makes one name twice.
  std::vector<FoundEnvironment> finish() {
    for (const auto& [name, times] : made_)
      if (times > 1) {
        hunt_.tell(Code::ManifestRefused,
                   "\"" + name_ + "\" makes application \"" + name + "\" " + std::to_string(times) +
                       " times",
                   at_, "Argo CD then makes none; put what differs into the name.");
        return {};
      }
    return std::move(found_);
  }

  ValuePtr spec_;
  const std::string& manifest_;
  Hunt& hunt_;
  std::string name_;
  SourcePos at_;
  bool go_;
  std::map<std::string, int> made_{};
  std::vector<FoundEnvironment> found_{};
};

}  // namespace

std::vector<FoundEnvironment> environments_of_set(const ValuePtr& root, const std::string& manifest,
                                                  Hunt& hunt) {
  if (!may_matter(child_of(root, "spec"), hunt)) return {};
  return SetReader(root, manifest, hunt).run();
}

}  // namespace pgberth::discovery
