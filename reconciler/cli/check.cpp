#include "reconciler/cli/check.h"

#include "reconciler/cli/compare_commits.h"
#include "reconciler/cli/explain.h"
#include "reconciler/cli/parse.h"
#include "reconciler/cli/post_check.h"
#include "reconciler/cli/work_tree.h"
#include "reconciler/desired/discovery/discovery.h"
#include "reconciler/settings/proposals.h"

#include <algorithm>
#include <ostream>
#include <thread>
#include <utility>

namespace pgberth {
namespace {

Error bad_option(std::string what, std::string hint) {
  return {.code = Code::BadOption, .what = std::move(what), .hint = std::move(hint)};
}

std::string page(Code code) {
  auto text = page_of(to_string(code));
  return text ? *std::move(text) : std::string();
}

/// What discovery proposes for a commit. What is not whole is refused, so that nobody takes it for
/// unchanged.
SettingsRead proposed(Discovered found) {
  SettingsRead read{.findings = std::move(found.findings)};
  for (FoundEnvironment& one : found.environments) {
    Environment environment{.settings = std::move(one.settings)};
    if (!one.whole) {
      environment.refused.push_back(not_whole(environment.settings.name.str(), one.at));
      environment.decided_by = {*one.at.file};
    }
    read.settings.environments.push_back(std::move(environment));
  }
  return read;
}

std::pair<SettingsRead, SettingsRead> discovered(Tree& before, Tree& after,
                                                 const std::vector<std::string>& repository_urls) {
  Discovered earlier = discover(before, {.repository_urls = repository_urls});
  Discovered later = discover(after, {.repository_urls = repository_urls});
  name_alike(earlier, later);
  return {proposed(std::move(earlier)), proposed(std::move(later))};
}

std::string written(const CheckReport& report, Output output, const Look& look) {
  switch (output) {
    case Output::Json:
      return check_json(report);
    case Output::Markdown:
      return check_markdown(report);
    case Output::Github:
      return check_github(report);
    case Output::Sarif:
      return check_sarif(report, page);
    default:
      break;
  }
  return check_text(report, look);
}

Result<Done> check_options(const Options& options) {
  if (!options.arguments.empty())
    return bad_option(
        "check: \"" + options.arguments.front() + "\" stands where nothing is expected",
        "Name the commits with --base and --head.");
  if (options.base.empty())
    return bad_option("check: --base is missing",
                      "Name the branch that is to be merged into, such as origin/main.");
  const bool fits = options.output == Output::Text || options.output == Output::Json ||
                    options.output == Output::Markdown || options.output == Output::Github ||
                    options.output == Output::Sarif;
  if (!fits)
    return bad_option("check: it cannot be written in that form",
                      "Choose one of: text, json, markdown, github, sarif.");
  return Done{};
}

Result<int> checked(const Options& options, const Parts& parts, const Setting& setting) {
  if (auto fit = check_options(options); !fit) return std::move(fit).error();
  if (!parts.open_repository)
    return Error{.code = Code::Internal, .what = "no repository can be opened here"};
  const std::string root = work_tree_of(options.repository);
  auto repository = parts.open_repository(root);
  if (!repository) return std::move(repository).error();
  const auto inside =
      options.settings.empty() ? std::nullopt : path_in_work_tree(options.settings, root);
  const auto report =
      compare_commits({.base = options.base,
                       .head = options.head,
                       .settings = inside.value_or(options.settings),
                       .settings_in_repository = inside.has_value(),
                       .environments = options.environments},
                      {.repository = **repository,
                       .files = parts.tree,
                       .environments_of =
                           [urls = (*repository)->remote_urls()](Tree& before, Tree& after) {
                             return discovered(before, after, urls);
                           },
                       .today = std::chrono::floor<std::chrono::days>(parts.clock.wall()),
                       .at_once = std::clamp(std::thread::hardware_concurrency(), 1U, 8U)});
  if (!report) return report.error();
  setting.out << written(*report, options.output, {.paint = setting.out_paint});
  if (options.head == Options{}.head && options.output == Output::Text &&
      (*repository)->has_uncommitted())
    setting.err << "note: what is not committed is not looked at\n";
  const int code = exit_code_of_check(*report, options.fail_on);
  if (options.post)
    if (auto posted = post_check(*report, code, options, parts, setting); !posted)
      return std::move(posted).error();
  return code;
}

}  // namespace

int exit_code_of_check(const CheckReport& report, FailOn fail_on) {
  const bool failed = std::ranges::any_of(report.environments, [&](const auto& environment) {
    return environment.unreadable ||
           exit_code_of_reading(environment.new_findings, fail_on) != kAgreement;
  });
  if (failed) return kFailure;
  return report.changes_databases() ? kDifferences : kAgreement;
}

Result<int> run_check(const Options& options, const Parts& parts, const Setting& setting) {
  auto code = checked(options, parts, setting);
  if (code || options.output != Output::Github) return code;
  Error told = code.error();
  told.what = without_uris(told.what);
  setting.out << check_github(told);
  return code;
}

}  // namespace pgberth
