#include "reconciler/settings/environment_reader.h"

#include "reconciler/settings/read_policy.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace pgberth {

namespace fs = std::filesystem;

Environment EnvironmentReader::read(Section& section) {
  return section.has("discovered") ? discovered(section) : written_out(section);
}

/// Discovery tells the rest, so what bounds it is never taken from there.
Environment EnvironmentReader::discovered(Section& section) {
  std::string discovered = section.needed("discovered");
  const std::string name = section.text("name");
  EnvironmentSettings settings{.name = EnvironmentName{name.empty() ? discovered : name},
                               .dialect = {}};
  settings.release = settings.name.str();
  read_decisions(section, settings);
  for (const std::string_view key : {"dialect", "folder", "values", "release", "namespaces"})
    if (section.value(key))
      section.refuse(key, "stands beside discovered",
                     "Leave it out, or leave discovered out and write down all of it.");
  if (!has_source_)
    section.refuse("discovered", "needs a source", "Add source: the repository to look at.");
  Bounds bounds = bounds_of(section.section("bounds"), settings, section.at());
  check_name(section, settings);
  section.finish();
  return {.settings = std::move(settings),
          .bounds = std::move(bounds),
          .discovered = std::move(discovered),
          .discovered_at = section.at("discovered")};
}

Environment EnvironmentReader::written_out(Section& section) {
  EnvironmentSettings settings{.name = EnvironmentName{section.needed("name")},
                               .dialect = section.needed("dialect")};
  settings.folder = values_folder(section.text("folder"));
  for (const std::string& file : section.texts("values"))
    settings.files.push_back((fs::path(settings.folder) / file).lexically_normal().string());
  settings.release = section.text("release");
  if (settings.release.empty()) settings.release = settings.name.str();
  settings.namespaces = section.texts("namespaces");
  read_decisions(section, settings);
  Bounds bounds = bounds_of(section.section("bounds"), settings, section.at());
  check_name(section, settings);
  section.finish();
  return {.settings = std::move(settings), .bounds = std::move(bounds)};
}

void EnvironmentReader::read_decisions(Section& section, EnvironmentSettings& settings) {
  settings.chart_version = section.text("chartVersion");
  settings.policy = read_policy(section.section("policy"));
  settings.options = section.value("options");
}

std::string EnvironmentReader::values_folder(const std::string& text) const {
  const std::string inside = has_source_    ? fs::path(text).lexically_normal().string()
                             : text.empty() ? folder_.string()
                                            : (folder_ / text).lexically_normal().string();
  return inside == "." ? "" : inside;  // Files in it are called without it.
}

void EnvironmentReader::check_name(Section& section, const EnvironmentSettings& settings) {
  const auto known = dialects();
  if (!settings.dialect.empty() && std::ranges::find(known, settings.dialect) == known.end()) {
    std::string all;
    for (const std::string_view name : known) all += (all.empty() ? "" : ", ") + std::string(name);
    section.refuse("dialect", "is \"" + settings.dialect + "\", which is not known",
                   "Choose one of: " + all + ".");
  }
  if (!names_.insert(settings.name.str()).second)
    section.refuse("name", "is given to two environments", "Give each a name of its own.");
  if (settings.name.str().find('/') != std::string::npos)
    section.refuse("name", "has a slash", "Leave it out.");
}

void EnvironmentReader::check_defaults(const std::vector<Environment>& environments) {
  for (const ByDefault& one : by_default_)
    for (const Environment& other : environments)
      for (const std::string& theirs : std::set{other.settings.name.str(), other.settings.release})
        if (other.settings.name != one.environment && theirs.starts_with(one.prefix + "-"))
          findings_.push_back({.code = Code::BadSettings,
                               .what = "the default bounds of \"" + one.environment.str() +
                                       "\" take in \"" + theirs + "\"",
                               .where = one.at,
                               .hint = "Say under bounds.entries what it may name."});
}

Bounds EnvironmentReader::bounds_of(Section section, const EnvironmentSettings& settings,
                                    const SourcePos& environment_at) {
  Bounds bounds{.hosts = section.texts("hosts"),
                .entries = section.texts("entries"),
                .namespaces = section.texts("namespaces")};
  for (const std::string_view list : {"hosts", "entries", "namespaces"})
    if (section.has(list) && section.texts(list).empty())
      section.refuse(list, "names nothing", "Leave it out for the default, or name patterns.");
  if (bounds.namespaces.empty()) bounds.namespaces = settings.namespaces;
  if (bounds.namespaces.empty()) bounds.namespaces = {settings.name.str()};
  if (bounds.entries.empty())
    for (const std::string& own : std::set{settings.name.str(), settings.release}) {
      by_default_.push_back({settings.name, own, environment_at});
      bounds.entries.insert(bounds.entries.end(), {own + "-*", "secret/" + own + "/*"});
    }
  section.finish();
  return bounds;
}

}  // namespace pgberth
