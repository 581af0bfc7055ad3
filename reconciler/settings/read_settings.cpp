#include "reconciler/settings/read_settings.h"

#include "reconciler/base/hash.h"
#include "reconciler/settings/environment_reader.h"
#include "reconciler/settings/read_accepted.h"
#include "reconciler/settings/read_discovery.h"
#include "reconciler/settings/read_source.h"
#include "reconciler/settings/read_stores.h"
#include "reconciler/settings/secret_names.h"
#include "reconciler/text/section.h"
#include "reconciler/text/yaml.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

class SettingsReader {
 public:
  SettingsReader(const std::string& path, const SecretSources& secrets)
      : folder_(fs::path(path).parent_path()), secrets_(secrets) {}

  SettingsRead run(const ValuePtr& root, Findings findings) && {
    read_.findings = std::move(findings);
    Section whole(root, "", read_.findings);
    const auto path = [this](const std::string& text) { return path_of(text); };
    if (whole.has("source")) read_.settings.source = read_source(whole.section("source"), path);
    read_.settings.discovery = read_discovery(whole.section("discovery"), read_.settings.source);
    read_.settings.run = read_run(whole.section("run"));
    EnvironmentReader environments(folder_, read_.settings.source.has_value(), read_.findings);
    std::vector<ValuePtr> own_stores;
    for (Section& section : whole.sections("environments")) {
      own_stores.push_back(section.value("stores"));
      read_.settings.environments.push_back(environments.read(section));
      if (section.has("folder") && !read_.settings.source)
        read_.settings.value_folders.push_back(read_.settings.environments.back().settings.folder);
    }
    stores(whole.section("stores"), own_stores);
    for (Environment& one : read_.settings.environments)
      find_secrets(one.settings.options, one.secrets);
    for (Section& section : whole.sections("servers")) server(section);
    for (Environment& one : read_.settings.environments)
      one.admin_hosts = admin_hosts(read_.settings.servers);
    for (Section& section : whole.sections("accept"))
      if (auto accepted = read_accepted(section))
        read_.settings.accepted.push_back(*std::move(accepted));
    environments.check_defaults(read_.settings.environments);
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

  void stores(Section section, const std::vector<ValuePtr>& own) {
    StoreReader reader({.path_of = [this](const std::string& text) { return path_of(text); },
                        .value_folders = read_.settings.value_folders,
                        .secrets = secrets_,
                        .findings = read_.findings});
    reader.read(std::move(section));
    for (std::size_t i = 0; i < own.size(); ++i) {
      Environment& environment = read_.settings.environments[i];
      environment.stores = reader.read_own(own[i], environment.settings.name.str());
    }
    read_.settings.stores = std::move(reader).take();
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
    const bool weak = section.flag("allowWeakAuthentication", false);
    std::string entry = section.text("adminEntry");
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
    const auto same = std::ranges::count(read_.settings.servers, entry, &ListedServer::admin_entry);
    if (!entry.empty() && same > 0)
      section.refuse("adminEntry", "is that of another server, too",
                     "Keep it where the address is that services are told.");
    listed->admin_password = std::move(secret);
    listed->system_identifier = identifier;
    listed->allow_weak_authentication = weak;
    listed->admin_entry = std::move(entry);
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

  /// Of a setting that stands twice the first one would be lost.
  void duplicate(const Finding& finding) {
    Finding refused = finding;
    refused.code = Code::BadSettings;
    read_.findings.push_back(std::move(refused));
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
