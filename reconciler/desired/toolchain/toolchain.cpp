#include "reconciler/desired/toolchain/toolchain.h"

#include "reconciler/desired/toolchain/claims.h"
#include "reconciler/desired/toolchain/clashes.h"
#include "reconciler/desired/toolchain/options.h"
#include "reconciler/desired/toolchain/services.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace pgberth::toolchain {
namespace {

using WishesByDatabase = std::map<std::string, std::vector<Wish>>;

Findings bad_settings(std::string what, std::string hint) {
  return {{.code = Code::BadSettings, .what = std::move(what), .hint = std::move(hint)}};
}

/// The namespaces in their order, each once.
std::vector<std::string> namespaces_of(const EnvironmentSettings& settings) {
  std::vector<std::string> namespaces;
  for (const std::string& name_space : settings.namespaces)
    if (std::ranges::find(namespaces, name_space) == namespaces.end())
      namespaces.push_back(name_space);
  return namespaces;
}

Findings check(const std::vector<std::string>& namespaces, const Options& options) {
  if (namespaces.empty())
    return bad_settings("no namespace is named", "Name those that the services run in.");
  for (const std::string& name_space : namespaces)
    if (!kubernetes_label(name_space))
      return bad_settings("\"" + name_space + "\" cannot be a namespace",
                          "Use lower-case letters, digits and dashes.");
  if (options.login_names == LoginNames::Development && namespaces.size() > 1)
    return bad_settings(
        "with \"loginNames: development\" there is one login role, and several namespaces",
        "Make each namespace an environment with a server of its own, or use \"cluster\".");
  return {};
}

/// The wishes of files and of the operator's lists, by database. The list of databases speaks only
/// for those that nobody else wants.
WishesByDatabase gathered(std::vector<Wish> wishes, const Options& options) {
  WishesByDatabase by_database;
  for (Wish& wish : wishes) by_database[wish.database].push_back(std::move(wish));
  const auto add = [&](const std::string& database, const ServiceName& service,
                       const SourcePos& at) {
    by_database[database].push_back(
        {.database = database, .written = dashed(database), .service = service, .at = at});
  };
  for (const auto& [database, at] : options.administered) add(database, options.administrator, at);
  for (const auto& [database, at] : options.databases)
    if (!by_database.contains(database)) add(database, ServiceName{"settings"}, at);
  return by_database;
}

}  // namespace

Desired read(const EnvironmentSettings& settings, Tree& tree) {
  OptionsRead read = read_options(settings.options);
  const std::vector<std::string> namespaces = namespaces_of(settings);
  std::ranges::move(check(namespaces, read.options), std::back_inserter(read.findings));
  if (has_error(read.findings)) return {.findings = std::move(read.findings)};

  if (settings.policy.pull == Policy::Pull::Create)
    read.findings.push_back(
        no_such_policy("pull: create", settings.policy.pull_at, "no entry is only pulled"));
  if (settings.policy.mirror == Policy::Mirror::Copy)
    read.findings.push_back(
        no_such_policy("mirror: copy", settings.policy.mirror_at, "no Secret is a mirror"));
  Wishes wishes = wishes_of(settings, tree);
  const WishesByDatabase by_database = gathered(std::move(wishes.wishes), read.options);
  if (wishes.files == 0 && !has_error(wishes.findings) && by_database.empty() &&
      read.options.simple.empty())
    wishes.findings.push_back({.code = Code::FileMissing,
                               .what = "there is no values.yaml below \"" + settings.folder + "\"",
                               .hint = "Name the folder of the services' charts."});

  ClaimMaker maker(settings, read.options, namespaces);
  for (const auto& [database, of_database] : by_database) maker.add(database, of_database);
  for (const auto& [database, at] : read.options.simple) maker.add_simple(database, at);
  Desired desired = std::move(maker).finish();
  std::ranges::move(read.findings, std::back_inserter(desired.findings));
  std::ranges::move(wishes.findings, std::back_inserter(desired.findings));
  std::ranges::move(clashes(desired.claims, namespaces), std::back_inserter(desired.findings));
  return desired;
}

}  // namespace pgberth::toolchain
