#include "reconciler/settings/read_settings.h"

#include "reconciler/base/hash.h"
#include "reconciler/settings/read_accepted.h"
#include "reconciler/settings/read_policy.h"
#include "reconciler/settings/read_source.h"
#include "reconciler/settings/secret_names.h"
#include "reconciler/text/section.h"
#include "reconciler/text/yaml.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

/// An environment whose bounds are not said, and what they begin with.
struct ByDefault {
  EnvironmentName environment;
  std::string prefix;
  SourcePos at;
};

class SettingsReader {
 public:
  SettingsReader(const std::string& path, const SecretSources& secrets)
      : folder_(fs::path(path).parent_path()), secrets_(secrets) {}

  SettingsRead run(const ValuePtr& root, Findings findings) && {
    read_.findings = std::move(findings);
    Section whole(root, "", read_.findings);
    const auto path = [this](const std::string& text) { return path_of(text); };
    if (whole.has("source")) read_.settings.source = read_source(whole.section("source"), path);
    read_.settings.run = read_run(whole.section("run"));
    for (Section& section : whole.sections("environments")) environment(section);
    stores(whole.section("stores"));
    for (Environment& one : read_.settings.environments)
      find_secrets(one.settings.options, one.secrets);
    for (Section& section : whole.sections("servers")) server(section);
    for (Section& section : whole.sections("accept"))
      if (auto accepted = read_accepted(section))
        read_.settings.accepted.push_back(*std::move(accepted));
    check_defaults();
    for (const Finding& finding : std::vector(read_.findings))
      if (finding.code == Code::DuplicateKey) duplicate(finding);
    if (read_.settings.environments.empty()) whole.refuse("environments", "names no environment");
    whole.finish();
    return std::move(read_);
  }

 private:
  std::string path_of(const std::string& text) const {
    return text.empty() ? text : (folder_ / text).lexically_normal().string();
  }

  /// Values of a source begin at its root, others beside the settings.
  std::string values_folder(const std::string& text) const {
    const std::string inside = read_.settings.source ? fs::path(text).lexically_normal().string()
                               : text.empty()        ? folder_.string()
                                                     : path_of(text);
    return inside == "." ? "" : inside;  // Files in it are called without it.
  }

  void stores(Section section) {
    StoreFolders& stores = read_.settings.stores;
    stores.every = store_folder(section, "every");
    for (const StoreKind kind : {StoreKind::Kubernetes, StoreKind::Aws, StoreKind::Vault})
      if (const std::string folder = store_folder(section, to_string(kind)); !folder.empty())
        stores.of_kind[kind] = folder;
    section.finish();
  }

  std::string store_folder(Section& section, std::string_view key) const {
    const std::string folder = path_of(section.text(key));
    if (!folder.empty() && lies_among(folder, read_.settings.value_folders))
      section.refuse(key, "lies among the values",
                     "Keep entries where whoever writes values cannot write.");
    return folder;
  }

  void server(Section& section) {
    const std::string host = section.needed("host");
    const std::string port = section.text("port");
    const std::string uri = section.needed("uri");
    Section password = section.section("adminPassword");
    SecretReader secret = named_secret(password);
    const std::string identifier = section.text("systemIdentifier");
    if (identifier.find_first_not_of("0123456789") != std::string::npos)
      section.refuse("systemIdentifier", "is no number",
                     "Take it from SELECT system_identifier FROM pg_control_system().");
    section.finish();
    if (host.empty() || uri.empty()) return;
    auto listed = listed_server(host, port, uri);
    if (!listed) {
      section.refuse("uri", "cannot be used: " + listed.error().what, listed.error().hint);
      return;
    }
    if (holds_password(uri))
      section.refuse("uri", "holds a password",
                     "Take it out and name it under adminPassword: settings hold no secret.");
    const bool twice = std::ranges::any_of(read_.settings.servers, [&](const ListedServer& other) {
      return other.host == listed->host && other.port == listed->port;
    });
    if (twice) section.refuse("host", "is listed twice", "Keep one, or give each a port.");
    listed->admin_password = std::move(secret);
    listed->system_identifier = identifier;
    read_.settings.servers.push_back(*std::move(listed));
  }

  /// "postgresql://user:password@host", or a parameter that is one.
  static bool holds_password(const std::string& uri) {
    const std::size_t begin = uri.find("://") + 3;
    const std::string authority = uri.substr(begin, uri.find_first_of("/?", begin) - begin);
    const std::size_t at = authority.rfind('@');
    return (at != std::string::npos && authority.find(':') < at) ||
           uri.find("password=") != std::string::npos || uri.find("passfile=") != std::string::npos;
  }

  SecretReader named_secret(Section& section) {
    const std::string file = section.text("file");
    const std::string variable = section.text("variable");
    section.finish();
    return secret_named({.file = path_of(file), .variable = variable, .at = section.at()},
                        read_.settings.value_folders, secrets_, read_.findings);
  }

  void environment(Section& section) {
    EnvironmentSettings settings{.name = EnvironmentName{section.needed("name")},
                                 .dialect = section.needed("dialect")};
    settings.folder = values_folder(section.text("folder"));
    for (const std::string& file : section.texts("values"))
      settings.files.push_back((fs::path(settings.folder) / file).lexically_normal().string());
    settings.release = section.text("release");
    if (settings.release.empty()) settings.release = settings.name.str();
    settings.namespaces = section.texts("namespaces");
    settings.chart_version = section.text("chartVersion");
    settings.policy = read_policy(section.section("policy"));
    settings.options = section.value("options");
    Bounds bounds = bounds_of(section.section("bounds"), settings, section.at());
    check_name(section, settings);
    section.finish();
    if (section.has("folder") && !read_.settings.source)
      read_.settings.value_folders.push_back(settings.folder);
    read_.settings.environments.push_back(
        {.settings = std::move(settings), .bounds = std::move(bounds)});
  }

  void check_name(Section& section, const EnvironmentSettings& settings) {
    const auto known = dialects();
    if (!settings.dialect.empty() && std::ranges::find(known, settings.dialect) == known.end()) {
      std::string all;
      for (const std::string_view name : known)
        all += (all.empty() ? "" : ", ") + std::string(name);
      section.refuse("dialect", "is \"" + settings.dialect + "\", which is not known",
                     "Choose one of: " + all + ".");
    }
    if (!names_.insert(settings.name.str()).second)
      section.refuse("name", "is given to two environments", "Give each a name of its own.");
    if (settings.name.str().find('/') != std::string::npos)
      section.refuse("name", "has a slash", "Leave it out.");
  }

  /// The default bounds of one environment must not take in another one, as `prod-*` does
  /// `prod-eu`.
  void check_defaults() {
    for (const ByDefault& one : by_default_)
      for (const Environment& other : read_.settings.environments)
        for (const std::string& theirs :
             std::set{other.settings.name.str(), other.settings.release})
          if (other.settings.name != one.environment && theirs.starts_with(one.prefix + "-"))
            read_.findings.push_back({.code = Code::BadSettings,
                                      .what = "the default bounds of \"" + one.environment.str() +
                                              "\" take in \"" + theirs + "\"",
                                      .where = one.at,
                                      .hint = "Say under bounds.entries what it may name."});
  }

  /// Of a setting that stands twice the first one would be lost.
  void duplicate(const Finding& finding) {
    Finding refused = finding;
    refused.code = Code::BadSettings;
    read_.findings.push_back(std::move(refused));
  }

  /// What is not said is the environment's own: its namespaces, and entries that begin with its
  /// name or release.
  Bounds bounds_of(Section section, const EnvironmentSettings& settings,
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

  /// Secrets in a dialect's own options: `password: {file: …}` or `{variable: …}`, at any depth.
  void find_secrets(const ValuePtr& node, std::map<SourcePos, SecretReader>& found) {
    if (!node) return;
    for (const Member& member : node->children) {
      const ValuePtr& value = member.value;
      const bool names_one = value && value->is_mapping() && member.key == "password" &&
                             (child_of(value, "file") || child_of(value, "variable"));
      if (!names_one) {
        find_secrets(value, found);
        continue;
      }
      Section section(value, "password", read_.findings);
      if (SecretReader secret = named_secret(section)) found.emplace(value->at, std::move(secret));
    }
  }

  fs::path folder_;
  const SecretSources& secrets_;
  std::set<std::string> names_{};
  std::vector<ByDefault> by_default_{};
  SettingsRead read_{};
};

}  // namespace

SettingsRead read_settings(const std::string& path, Tree& tree, const SecretSources& secrets) {
  const YamlLimits limits{.bytes = std::size_t{1024} * 1024};
  const auto text = tree.read(path, limits.bytes);
  if (!text) return {.settings = {}, .findings = {finding_of(text.error())}};
  YamlText read = read_yaml(*text, path, limits);
  if (!read.root) return {.settings = {}, .findings = std::move(read.findings)};
  SettingsRead settings = SettingsReader(path, secrets).run(read.root, std::move(read.findings));
  settings.version = stable_hash(*text);
  return settings;
}

}  // namespace pgberth
