#include "reconciler/desired/phalanx/site.h"

#include "reconciler/desired/helm_merge.h"
#include "reconciler/desired/phalanx/names.h"
#include "reconciler/desired/phalanx/written_text.h"
#include "reconciler/desired/truth.h"

#include <algorithm>

namespace pgberth::phalanx {
namespace {

Finding missing(const std::string& what, const SourcePos& where) {
  return {.code = Code::FileMissing,
          .what = what,
          .where = where,
          .hint = "Check the folder, and the option environment."};
}

/// The text under `key`; an error when something else stands there.
std::optional<Text> text_at(const ValuePtr& values, const std::string& key, Findings& findings) {
  return written_text(child_of(values, key), "\"" + key + "\"", findings);
}

/// The one folder of applications that has this one, told where there are two.
std::string applications_folder(const std::string& name, Files& files, Findings& findings) {
  const auto there = [&](const std::string& folder) {
    const std::string app = folder + "/" + std::string(kPostgres) + "/";
    return files.has(app + "values-" + name + ".yaml");
  };
  const bool today = there("applications");
  const bool old = there("services");
  if (today && old)
    findings.push_back(
        {.code = Code::TwoLayouts,
         .what = "the environment has values in \"applications\" and in \"services\", the first "
                 "are used",
         .where = files.whole("services/postgres/values-" + name + ".yaml"),
         .hint = "Keep one of them."});
  if (today || old) return today ? "applications" : "services";
  const bool rules = files.has("applications/postgres/secrets.yaml") ||
                     files.has("applications/postgres/values.yaml");
  return rules ? "applications" : "services";
}

}  // namespace

bool Site::take_name(Findings& findings) {
  auto name = text_at(values_, "name", findings);
  if (!name) name = text_at(values_, "environment", findings);
  if (!name) {
    if (!has_error(findings))
      findings.push_back({.code = Code::NameEmpty,
                          .what = "the environment has no \"name\"",
                          .where = whole_,
                          .hint = "It decides which values files are used."});
    return false;
  }
  name_ = name->text;
  if (path_part(name_)) return true;
  findings.push_back({.code = Code::NameInvalid,
                      .what = "\"" + name_ + "\" cannot be part of a file name",
                      .where = name->at,
                      .hint = "Use letters, digits, dots, dashes and underscores."});
  return false;
}

bool Site::read_own(const std::string& file, Files& files, Findings& findings) {
  const std::string defaults_file = file.substr(0, file.find('/')) + "/values.yaml";
  const ValuePtr own = files.read(file);
  const ValuePtr defaults = files.read(defaults_file);
  if (!own || files.broken(defaults_file)) return false;
  whole_ = files.whole(file);
  values_ = defaults ? over_defaults(own, defaults, Nulls::Remove) : own;
  if (!take_name(findings)) return false;
  vault_prefix_ = text_at(values_, "vaultPathPrefix", findings);
  if (!vault_prefix_) vault_prefix_ = text_at(values_, "vault_path_prefix", findings);
  check_switches(findings);
  return true;
}

/// Switches that are on against what a person reads, or cannot be read at all.
void Site::check_switches(Findings& findings) const {
  const ValuePtr all = child_of(values_, "applications");
  if (all && !all->is_null() && !all->is_mapping())
    findings.push_back({.code = Code::WrongType,
                        .what = "\"applications\" is " + std::string(to_string(all->kind)) +
                                ", it must be a mapping",
                        .where = all->at,
                        .hint = "Write a line for each application, with true or false."});
  const ValuePtr postgres = switch_value(kPostgres);
  if (reads_as_no(postgres))
    findings.push_back(
        {.code = Code::TruthyText,
         .what = "the switch of \"postgres\" is the text \"" + postgres->text + "\", which is true",
         .where = postgres->at,
         .hint = "Take the quotes away if no is meant."});
}

std::optional<Site> Site::find(const Options& options, Files& files, Findings& findings) {
  const std::string file = "/values-" + options.environment + ".yaml";
  Site site;
  for (const char* folder : {"environments", "science-platform"}) {
    if (!files.has(folder + file)) continue;
    if (!site.read_own(folder + file, files, findings)) return std::nullopt;
    site.apps_ = applications_folder(site.name_, files, findings);
    return site;
  }
  site.name_ = options.environment;
  site.apps_ = applications_folder(site.name_, files, findings);
  site.whole_ = files.whole(site.values_file(kPostgres));
  if (files.has("environments/values.yaml")) {
    findings.push_back(missing("the environment has no file", files.whole("environments" + file)));
    return std::nullopt;
  }
  if (!files.has(site.values_file(kPostgres))) {
    findings.push_back(missing("neither the environment nor its Postgres has a file", site.whole_));
    return std::nullopt;
  }
  return site;
}

ValuePtr Site::switch_value(std::string_view app) const {
  if (const ValuePtr all = child_of(values_, "applications")) return child_of(all, app);
  if (const ValuePtr block = child_of(values_, app)) return child_of(block, "enabled");
  std::string key(app);
  std::ranges::replace(key, '-', '_');
  return child_of(child_of(values_, key), "enabled");
}

bool Site::enabled(std::string_view app, Files& files) const {
  return values_ ? truthy(switch_value(app)) : files.has(values_file(app));
}

SourcePos Site::switch_of(std::string_view app) const {
  const ValuePtr value = switch_value(app);
  return value && value->at.known() ? value->at : whole_;
}

}  // namespace pgberth::phalanx
