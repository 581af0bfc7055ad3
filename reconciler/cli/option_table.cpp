#include "reconciler/cli/option_table.h"

#include "reconciler/cli/store_option.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <utility>

namespace pgberth {
namespace {

template <std::string Options::* Member>
Result<Done> set_text(Options& options, const std::string& text) {
  options.*Member = text;
  return Done{};
}

template <bool Options::* Member>
Result<Done> set_flag(Options& options, const std::string& text) {
  if (text == "true" || text == "1") {
    options.*Member = true;
  } else if (text == "false" || text == "0" || text.empty()) {
    options.*Member = false;
  } else {
    return Error{.code = Code::BadOption,
                 .what = "\"" + text + "\" is neither true nor false",
                 .hint = "Write true or false."};
  }
  return Done{};
}

/// Finds `text` among `words`.
template <class T, std::size_t N>
Result<T> one_of(const std::array<std::pair<std::string_view, T>, N>& words,
                 const std::string& text) {
  std::string all;
  for (const auto& [word, value] : words) {
    if (word == text) return value;
    all += (all.empty() ? "" : ", ") + std::string(word);
  }
  return Error{.code = Code::BadOption,
               .what = "\"" + text + "\" is not known",
               .hint = "Choose one of: " + all + "."};
}

Result<Done> set_output(Options& options, const std::string& text) {
  constexpr std::array words{std::pair{std::string_view("text"), Output::Text},
                             std::pair{std::string_view("json"), Output::Json},
                             std::pair{std::string_view("mermaid"), Output::Mermaid},
                             std::pair{std::string_view("svg"), Output::Svg},
                             std::pair{std::string_view("csv"), Output::Csv},
                             std::pair{std::string_view("markdown"), Output::Markdown},
                             std::pair{std::string_view("github"), Output::Github},
                             std::pair{std::string_view("sarif"), Output::Sarif}};
  auto chosen = one_of(words, text);
  if (!chosen) return std::move(chosen).error();
  options.output = *chosen;
  return Done{};
}

Result<Done> set_colour(Options& options, const std::string& text) {
  constexpr std::array words{std::pair{std::string_view("auto"), ColourWhen::Auto},
                             std::pair{std::string_view("always"), ColourWhen::Always},
                             std::pair{std::string_view("never"), ColourWhen::Never}};
  auto chosen = one_of(words, text);
  if (!chosen) return std::move(chosen).error();
  options.colour = *chosen;
  return Done{};
}

Result<Done> set_fail_on(Options& options, const std::string& text) {
  constexpr std::array words{std::pair{std::string_view("errors"), FailOn::Errors},
                             std::pair{std::string_view("warnings"), FailOn::Warnings},
                             std::pair{std::string_view("findings"), FailOn::Any}};
  auto chosen = one_of(words, text);
  if (!chosen) return std::move(chosen).error();
  options.fail_on = *chosen;
  return Done{};
}

Result<Done> set_jobs(Options& options, const std::string& text) {
  constexpr std::size_t most = 64;
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || parsed != end || number == 0 || number > most)
    return Error{.code = Code::BadOption,
                 .what = "\"" + text + "\" is not a number from 1 to 64",
                 .hint = "Write for example --jobs 4."};
  options.jobs = number;
  return Done{};
}

Result<Done> set_pull_request(Options& options, const std::string& text) {
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, options.pull_request);
  if (error != std::errc{} || parsed != end || options.pull_request == 0)
    return Error{.code = Code::BadOption,
                 .what = "\"" + text + "\" is no number of a pull request",
                 .hint = "Write for example --pull-request 12."};
  return Done{};
}

Result<Done> add_file(Options& options, const std::string& text) {
  options.files.push_back(text);
  return Done{};
}

Result<Done> add_environment(Options& options, const std::string& text) {
  options.environments.push_back(text);
  return Done{};
}

Result<Done> add_server(Options& options, const std::string& text) {
  auto listed = listed_server(text);
  if (!listed) return std::move(listed).error();
  const bool twice = std::ranges::any_of(options.servers, [&](const ListedServer& server) {
    return server.host == listed->host && server.port == listed->port;
  });
  if (twice)
    return Error{.code = Code::BadOption,
                 .what = "--server names host \"" + listed->host + "\" twice",
                 .hint = "Keep one of them, or give each a port."};
  options.servers.push_back(*std::move(listed));
  return Done{};
}

Result<Done> add_store(Options& options, const std::string& text) {
  if (auto known = check_store_option(text); !known) return known;
  options.stores.push_back(text);
  return Done{};
}

constexpr std::string_view kValues = "What to read";
constexpr std::string_view kCommits = "What to compare";
constexpr std::string_view kPosting = "Where to post";
constexpr std::string_view kWorld = "Servers and stores";
constexpr std::string_view kWork = "How to work";
constexpr std::string_view kOutput = "What to print";

constexpr std::array kOptions{
    OptionRow{
        kValues, For::ReadingValues, "--values", "-f", "FILE", "PGBERTH_VALUES", true, "",
        "a values file; repeatable, later ones win. Files and folders may also stand without "
        "-f, and then come first; a folder means its *.yaml files in the order of their names",
        add_file},
    OptionRow{kValues, For::ReadingValues, "--release", "", "NAME", "PGBERTH_RELEASE", false, "",
              "the Helm release; names that the values leave open are made from it",
              set_text<&Options::release>},
    OptionRow{kValues, For::ReadingValues, "--namespace", "", "NAME", "PGBERTH_NAMESPACE", false,
              "default", "the Kubernetes namespace of the release", set_text<&Options::name_space>},
    OptionRow{kValues, For::Settings, "--settings", "", "FILE", "PGBERTH_SETTINGS", false, "",
              "a settings file: servers, stores and environments; it takes the place of all other "
              "options about what to read and where to work",
              set_text<&Options::settings>},
    OptionRow{kValues, For::Settings, "--environment", "", "NAME", "PGBERTH_ENVIRONMENT", true,
              "all of the settings, or the release",
              "with --settings: only this environment, repeatable; else what to call this one in "
              "the output",
              add_environment},
    OptionRow{kValues, For::ReadingValues, "--dialect", "", "NAME", "PGBERTH_DIALECT", false,
              kDefaultDialect, "the family of charts that the values are for",
              set_text<&Options::dialect>},
    OptionRow{kValues, For::ReadingValues, "--chart-version", "", "VERSION",
              "PGBERTH_CHART_VERSION", false, "the newest", "the version of the charts",
              set_text<&Options::chart_version>},
    OptionRow{kCommits, For::Check, "--base", "", "REF", "PGBERTH_BASE", false, "",
              "the branch that is to be merged into: a branch, a tag or a commit",
              set_text<&Options::base>},
    OptionRow{kCommits, For::Check, "--head", "", "REF", "PGBERTH_HEAD", false, "HEAD",
              "what is to be merged", set_text<&Options::head>},
    OptionRow{kCommits, For::Check, "--repository", "", "DIR", "PGBERTH_REPOSITORY", false,
              "the one around the current folder", "the git repository",
              set_text<&Options::repository>},
    OptionRow{kPosting, For::Check, "--post", "", "", "PGBERTH_POST", false, "",
              "post a commit status and keep one comment on GitHub; in a workflow on pull_request "
              "it is known where. The token is read from a file or from PGBERTH_GITHUB_TOKEN or "
              "GITHUB_TOKEN; without one nothing is posted",
              set_flag<&Options::post>},
    OptionRow{kPosting, For::Check, "--github-token-file", "", "FILE", "PGBERTH_GITHUB_TOKEN_FILE",
              false, "", "a file with the token, readable by its owner only",
              set_text<&Options::github_token_file>},
    OptionRow{kPosting, For::Check, "--github-repository", "", "OWNER/NAME",
              "PGBERTH_GITHUB_REPOSITORY", false, "what GITHUB_REPOSITORY says",
              "the repository of the pull request", set_text<&Options::github_repository>},
    OptionRow{kPosting, For::Check, "--pull-request", "", "NUMBER", "PGBERTH_PULL_REQUEST", false,
              "what the event at GITHUB_EVENT_PATH says", "the number of the pull request",
              set_pull_request},
    OptionRow{kPosting, For::Check, "--commit", "", "ID", "PGBERTH_COMMIT", false,
              "what the event at GITHUB_EVENT_PATH says", "the commit that gets the status",
              set_text<&Options::commit>},
    OptionRow{kPosting, For::Check, "--github-url", "", "URL", "PGBERTH_GITHUB_URL", false,
              "what GITHUB_API_URL says, or https://api.github.com",
              "the API of GitHub or of an Enterprise server", set_text<&Options::github_url>},
    OptionRow{kPosting, For::Check, "--ca-file", "", "FILE", "PGBERTH_CA_FILE", false,
              "the system's", "certificates to trust there", set_text<&Options::ca_file>},
    OptionRow{kPosting, For::Check, "--proxy", "", "URL", "PGBERTH_PROXY", false, "none",
              "a proxy on the way there", set_text<&Options::proxy>},
    OptionRow{kWorld, For::LookingAtTheWorld, "--server", "", "HOST[:PORT]=URI", "PGBERTH_SERVER",
              true, "",
              "where a host that the values name is reached, as a libpq URI; repeatable. A server "
              "that is not listed is never contacted. Keep the password out of the URI",
              add_server},
    OptionRow{kWorld, For::LookingAtTheWorld, "--admin-password-file", "", "FILE",
              "PGBERTH_ADMIN_PASSWORD_FILE", false, "",
              "a file with the admin's password, readable by its owner only; or put the password "
              "itself into the variable PGBERTH_ADMIN_PASSWORD",
              set_text<&Options::admin_password_file>},
    OptionRow{kWorld, For::LookingAtTheWorld, "--store", "", "STORE", "PGBERTH_STORE", true, "",
              "where entries are kept, repeatable: kubernetes[:CONTEXT], as kubectl finds it; "
              "vault[:URL], as Vault's client does; aws[:PROFILE], as AWS's tools do; file:DIR, a "
              "directory that stands in for every store that is not named",
              add_store},
    OptionRow{kWork, For::LookingInside, "--shallow", "", "", "PGBERTH_SHALLOW", false, "",
              "do not look into databases and do not log in as the services",
              set_flag<&Options::shallow>},
    OptionRow{kWork, For::Apply, "--jobs", "", "NUMBER", "PGBERTH_JOBS", false, "4",
              "how many databases are worked on at once", set_jobs},
    OptionRow{kWork, For::Run, "--once", "", "", "PGBERTH_ONCE", false, "",
              "one round instead of many; exit codes as those of apply", set_flag<&Options::once>},
    OptionRow{kWork, For::Judging, "--fail-on", "", "KIND", "PGBERTH_FAIL_ON", false, "errors",
              "exit 2 on: errors, warnings (or errors), findings (of any kind)", set_fail_on},
    OptionRow{kOutput, For::Printing, "--output", "-o", "FORMAT", "PGBERTH_OUTPUT", false, "text",
              "text or json; for map also mermaid or svg, for report also csv, for check also "
              "markdown, github or sarif",
              set_output},
    OptionRow{kOutput, For::All, "--color", "", "WHEN", "PGBERTH_COLOR", false, "auto",
              "auto (on a terminal, unless NO_COLOR is set), always or never", set_colour},
    OptionRow{kOutput, For::Apply, "--no-progress", "", "", "PGBERTH_NO_PROGRESS", false, "",
              "no progress bar on a terminal", set_flag<&Options::no_progress>},
};

}  // namespace

std::span<const OptionRow> option_rows() {
  return kOptions;
}

bool accepts(const OptionRow& row, Command command) {
  const bool reads_values =
      command != Command::Explain && command != Command::Check && command != Command::Run;
  const bool of_another = row.commands == For::Check || row.commands == For::Run;
  return applies(row, command) || (reads_values && !of_another);
}

bool applies(const OptionRow& row, Command command) {
  switch (row.commands) {
    case For::Settings:
      return command != Command::Explain;
    case For::Judging:
      return command != Command::Explain && command != Command::Run && command != Command::Doctor;
    case For::Printing:
      return command != Command::Explain && command != Command::Run;
    case For::ReadingValues:
      return command != Command::Explain && command != Command::Run && command != Command::Check;
    case For::Check:
      return command == Command::Check;
    case For::LookingAtTheWorld:
      if (command == Command::Doctor) return true;
      [[fallthrough]];
    case For::LookingInside:
      return command == Command::Show || command == Command::Diff || command == Command::Report ||
             command == Command::Apply;
    case For::Apply:
      return command == Command::Apply;
    case For::Run:
      return command == Command::Run;
    case For::All:
      break;
  }
  return true;
}

}  // namespace pgberth
