#include "reconciler/cli/chosen_settings.h"

#include "reconciler/cli/password_file.h"
#include "reconciler/cli/store_option.h"
#include "reconciler/cli/value_files.h"

#include <algorithm>
#include <set>
#include <utility>

namespace pgberth {
namespace {

Error bad_option(std::string what, std::string hint) {
  return {.code = Code::BadOption, .what = std::move(what), .hint = std::move(hint)};
}

template <class Names>
std::string listed(const Names& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + std::string(name);
  return all;
}

/// One environment, as the options tell it.
Result<EnvironmentSettings> of_options(const Options& options) {
  const auto known = dialects();
  if (std::ranges::find(known, options.dialect) == known.end())
    return Error{.code = Code::UnknownDialect,
                 .what = "there is no dialect \"" + options.dialect + "\"",
                 .hint = "Choose one of: " + listed(known) + "."};
  if (options.release.empty())
    return bad_option("the Helm release is not named",
                      "Add --release NAME: names that the values leave open are made from it.");
  if (options.environments.size() > 1)
    return bad_option("--environment is given twice", "Several need a settings file.");
  const std::vector<std::string> named = named_files(options);
  if (named.empty())
    return bad_option("no values file is given",
                      "Name the values files, or the folder that they are in.");
  auto files = value_files(named);
  if (!files) return std::move(files).error();
  return EnvironmentSettings{
      .name = EnvironmentName{options.environments.empty() ? options.release
                                                           : options.environments.front()},
      .dialect = options.dialect,
      .files = *std::move(files),
      .release = options.release,
      .namespaces = {options.name_space},
      .chart_version = options.chart_version};
}

/// The first option that says what a settings file says, or "".
std::string superfluous(const Options& options) {
  if (!named_files(options).empty()) return "a values file";
  if (!options.release.empty()) return "--release";
  if (!options.servers.empty()) return "--server";
  if (!options.stores.empty()) return "--store";
  if (!options.chart_version.empty()) return "--chart-version";
  if (options.name_space != Options{}.name_space) return "--namespace";
  if (options.dialect != kDefaultDialect) return "--dialect";
  return "";
}

/// Whether the command only reads.
bool offline(const Options& options) {
  const bool shows_desired = options.command == Command::Show && !options.arguments.empty() &&
                             options.arguments.front() == "desired";
  return options.command == Command::Validate || options.command == Command::Map || shows_desired;
}

}  // namespace

Result<Done> keep_only(const std::vector<std::string>& names, Settings& settings) {
  std::vector<std::string> known;
  known.reserve(settings.environments.size());
  for (const Environment& environment : settings.environments)
    known.push_back(environment.settings.name.str());
  for (const std::string& name : names)
    if (std::ranges::find(known, name) == known.end())
      return bad_option("the settings have no environment \"" + name + "\"",
                        "They have: " + listed(known) + ".");
  if (names.empty()) return Done{};
  std::erase_if(settings.environments, [&](const Environment& environment) {
    return std::ranges::find(names, environment.settings.name.str()) == names.end();
  });
  std::set<EnvironmentName> kept;
  for (const Environment& environment : settings.environments)
    kept.insert(environment.settings.name);
  settings.accepted = accepted_of(settings.accepted, kept);
  return Done{};
}

std::vector<std::string> named_files(const Options& options) {
  const auto begin = options.arguments.begin() + (options.command == Command::Show ? 1 : 0);
  std::vector<std::string> named(begin, options.arguments.end());
  named.insert(named.end(), options.files.begin(), options.files.end());
  return named;
}

Result<SettingsRead> chosen_settings(const Options& options, const Parts& parts) {
  if (options.settings.empty()) {
    auto environment = of_options(options);
    if (!environment) return std::move(environment).error();
    auto stores = stores_of_options(options.stores, parts.variable);
    if (!stores) return std::move(stores).error();
    Settings settings{.stores = *std::move(stores)};
    for (const ListedServer& server : options.servers)
      settings.servers.push_back(server.duplicate());
    settings.environments.push_back({.settings = *std::move(environment)});
    return SettingsRead{.settings = std::move(settings)};
  }
  if (const std::string word = superfluous(options); !word.empty())
    return bad_option(word + " is given beside --settings",
                      "Write it into the settings file, or leave --settings out.");
  SettingsRead read = read_settings(
      options.settings, parts.tree,
      offline(options) ? SecretSources{} : SecretSources{read_password_file, parts.variable});
  if (has_error(read.findings)) return read;
  if (auto kept = keep_only(options.environments, read.settings); !kept)
    return std::move(kept).error();
  return read;
}

}  // namespace pgberth
