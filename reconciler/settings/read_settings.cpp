#include "reconciler/settings/read_settings.h"

#include "reconciler/settings/secret_names.h"
#include "reconciler/text/section.h"
#include "reconciler/text/yaml.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <utility>

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
    stores(whole.section("stores"));
    for (Section& section : whole.sections("environments")) environment(section);
    for (const Environment& one : read_.settings.environments) take_secrets(one.settings.options);
    for (Section& section : whole.sections("servers")) server(section);
    for (Section& section : whole.sections("accept")) accept(section);
    if (read_.settings.environments.empty()) whole.refuse("environments", "names no environment");
    whole.finish();
    return std::move(read_);
  }

 private:
  std::string path_of(const std::string& text) const {
    return text.empty() ? text : (folder_ / text).lexically_normal().string();
  }

  void stores(Section section) {
    StoreFolders& stores = read_.settings.stores;
    stores.every = path_of(section.text("every"));
    for (const StoreKind kind : {StoreKind::Kubernetes, StoreKind::Aws, StoreKind::Vault})
      if (const std::string folder = section.text(to_string(kind)); !folder.empty())
        stores.of_kind[kind] = path_of(folder);
    section.finish();
  }

  void server(Section& section) {
    const std::string host = section.needed("host");
    const std::string port = section.text("port");
    const std::string uri = section.needed("uri");
    const SourcePos at = section.at("host");
    Section password = section.section("adminPassword");
    std::optional<Secret> secret = named_secret(password);
    section.finish();
    if (host.empty() || uri.empty()) return;
    auto listed = listed_server(host, port, uri);
    if (!listed) {
      section.refuse("uri", "cannot be used: " + listed.error().what, listed.error().hint);
      return;
    }
    const bool twice = std::ranges::any_of(read_.settings.servers, [&](const ListedServer& other) {
      return other.host == listed->host && other.port == listed->port;
    });
    if (twice) section.refuse("host", "is listed twice", "Keep one, or give each a port.");
    listed->admin_password = std::move(secret);
    read_.settings.servers.push_back(*std::move(listed));
  }

  std::optional<Secret> named_secret(Section& section) {
    const std::string file = section.text("file");
    const std::string variable = section.text("variable");
    section.finish();
    return secret_named({.file = path_of(file), .variable = variable, .at = section.at()}, folders_,
                        secrets_, read_.findings);
  }

  void environment(Section& section) {
    EnvironmentSettings settings{.name = EnvironmentName{section.needed("name")},
                                 .dialect = section.needed("dialect")};
    settings.folder = path_of(section.text("folder"));
    if (settings.folder.empty()) settings.folder = folder_.string();
    for (const std::string& file : section.texts("values"))
      settings.files.push_back((fs::path(settings.folder) / file).lexically_normal().string());
    settings.release = section.text("release");
    if (settings.release.empty()) settings.release = settings.name.str();
    settings.namespaces = section.texts("namespaces");
    settings.chart_version = section.text("chartVersion");
    settings.policy = policy(section.section("policy"));
    settings.options = section.value("options");
    Bounds bounds = bounds_of(section.section("bounds"), settings);
    check_name(section, settings);
    section.finish();
    if (section.has("folder")) folders_.push_back(settings.folder);
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

  Policy policy(Section section) {
    Policy policy;
    const std::string create = section.one_of("create", {"values", "always", "never"});
    policy.create = create == "always"  ? Policy::Create::Always
                    : create == "never" ? Policy::Create::Never
                                        : Policy::Create::Values;
    if (section.one_of("pull", {"expect", "create"}) == "create")
      policy.pull = Policy::Pull::Create;
    if (section.one_of("localSecret", {"create", "expect"}) == "expect")
      policy.local_secret = Policy::LocalSecret::Expect;
    section.finish();
    return policy;
  }

  /// What is not said is the environment's own: its namespaces, and entries that begin with its
  /// name or release.
  static Bounds bounds_of(Section section, const EnvironmentSettings& settings) {
    Bounds bounds{.hosts = section.texts("hosts"),
                  .entries = section.texts("entries"),
                  .namespaces = section.texts("namespaces")};
    if (bounds.namespaces.empty()) bounds.namespaces = settings.namespaces;
    if (bounds.namespaces.empty()) bounds.namespaces = {settings.name.str()};
    if (bounds.entries.empty())
      for (const std::string& own : std::set{settings.name.str(), settings.release})
        bounds.entries.insert(bounds.entries.end(), {own + "-*", "secret/" + own + "/*"});
    section.finish();
    return bounds;
  }

  /// Secrets in a dialect's own options: `password: {file: …}` or `{variable: …}`, at any depth.
  void take_secrets(const ValuePtr& node) {
    if (!node) return;
    for (const Member& member : node->children) {
      const ValuePtr& value = member.value;
      const bool names_one = value && value->is_mapping() && member.key == "password" &&
                             (child_of(value, "file") || child_of(value, "variable"));
      if (!names_one) {
        take_secrets(value);
        continue;
      }
      Section section(value, "password", read_.findings);
      if (auto secret = named_secret(section))
        read_.settings.given.emplace(value->at, *std::move(secret));
    }
  }

  void accept(Section& section) {
    const std::string code = section.needed("code");
    Accepted accepted{.code = Code::Internal,
                      .claim = ClaimId{section.needed("claim")},
                      .reason = section.needed("reason"),
                      .until = {},
                      .at = section.at()};
    const std::string until = section.needed("until");
    section.finish();
    const auto known = code_of(code);
    if (!code.empty() && (!known || severity_of(*known) == Severity::Error))
      section.refuse("code", known ? "is an error, which cannot be accepted" : "is not known",
                     "Name a warning or a note, as W211.");
    const auto day = day_of(until);
    if (!until.empty() && !day) section.refuse("until", "is no day", "Write it as 2026-12-31.");
    if (!known || !day || severity_of(*known) == Severity::Error) return;
    accepted.code = *known;
    accepted.until = *day;
    read_.settings.accepted.push_back(std::move(accepted));
  }

  static std::optional<std::chrono::sys_days> day_of(const std::string& text) {
    const auto number = [&](std::size_t from, std::size_t size) -> std::optional<int> {
      int value = 0;
      const char* const begin = text.data() + from;
      const auto [end, error] = std::from_chars(begin, begin + size, value);
      if (error != std::errc{} || end != begin + size) return std::nullopt;
      return value;
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number(0, 4);
    const auto month = number(5, 2);
    const auto day = number(8, 2);
    if (!year || !month || !day || *month < 0 || *day < 0) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date};
  }

  fs::path folder_;
  const SecretSources& secrets_;
  std::vector<std::string> folders_{};  ///< Of values, where no secret may come from.
  std::set<std::string> names_{};
  SettingsRead read_{};
};

}  // namespace

SettingsRead read_settings(const std::string& path, Tree& tree, const SecretSources& secrets) {
  const YamlLimits limits{.bytes = std::size_t{1024} * 1024};
  const auto text = tree.read(path, limits.bytes);
  if (!text) return {.settings = {}, .findings = {finding_of(text.error())}};
  YamlText read = read_yaml(*text, path, limits);
  if (!read.root) return {.settings = {}, .findings = std::move(read.findings)};
  return SettingsReader(path, secrets).run(read.root, std::move(read.findings));
}

}  // namespace pgberth
