#include "reconciler/settings/proposals.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pgberth {
namespace {

Finding refusal(const std::string& name, const SourcePos& at, const std::string& why,
                std::string hint) {
  return {.code = Code::NotDiscovered,
          .what = "environment \"" + name + "\" " + why,
          .where = at,
          .hint = std::move(hint)};
}

/// What else the name may stand for: where several have it, each is called NAME@WHERE.
std::string hint_for(const std::string& name, const Discovered& all) {
  std::string others;
  for (const FoundEnvironment& one : all.environments)
    if (one.settings.name.str().starts_with(name.substr(0, name.find('@')) + "@"))
      others += (others.empty() ? "" : ", ") + one.settings.name.str();
  return others.empty() ? "`pgberth show environments` lists what is there."
                        : "Several are called so: " + others + ".";
}

/// What was noticed in the file that asks for the environment.
Findings about(const FoundEnvironment& found, const Findings& all) {
  Findings some;
  std::ranges::copy_if(all, std::back_inserter(some),
                       [&](const Finding& finding) { return finding.where.file == found.at.file; });
  return some;
}

}  // namespace

Finding not_whole(const std::string& name, const SourcePos& at) {
  return refusal(name, at, "was found, but not all that it is made of",
                 "`pgberth show environments` says what is missing.");
}

const Discovered& Proposals::found_with(const DiscoveryOptions& options) {
  if (!found_ || options_ != options) {
    options_ = options;
    found_ = discover(*open_(""), options);
  }
  return *found_;
}

Environment Proposals::applied(const Environment& environment, const DiscoveryOptions& options) {
  Environment whole = environment;
  if (environment.discovered.empty()) return whole;
  const Discovered& all = found_with(options);
  const auto found = std::ranges::find_if(all.environments, [&](const FoundEnvironment& one) {
    return one.settings.name.str() == environment.discovered;
  });
  if (found == all.environments.end()) {
    whole.refused.push_back(refusal(environment.discovered, environment.discovered_at,
                                    "was not found in the repository",
                                    hint_for(environment.discovered, all)));
    whole.decided_by = all.manifests;
    return whole;
  }
  if (!found->whole) {
    whole.refused = about(*found, all.findings);
    whole.refused.push_back(not_whole(environment.discovered, environment.discovered_at));
    whole.decided_by = {*found->at.file};
  }
  whole.settings = found->settings;
  whole.settings.name = environment.settings.name;
  whole.settings.policy = environment.settings.policy;
  if (environment.settings.options) whole.settings.options = environment.settings.options;
  if (!environment.settings.chart_version.empty())
    whole.settings.chart_version = environment.settings.chart_version;
  return whole;
}

}  // namespace pgberth
