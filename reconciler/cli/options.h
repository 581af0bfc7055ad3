#pragma once

#include "reconciler/base/result.h"
#include "reconciler/cli/exit_code.h"
#include "reconciler/desired/environment.h"
#include "reconciler/settings/server_list.h"

#include <cstddef>
#include <string>
#include <vector>

namespace pgberth {

enum class Command { Validate, Show, Map, Diff, Report, Apply, Doctor, Check, Run, Explain };
/// Mermaid and Svg: of a map. Csv: of a report. Markdown, Github and Sarif: of a check.
enum class Output { Text, Json, Mermaid, Svg, Csv, Markdown, Github, Sarif };
enum class ColourWhen { Auto, Always, Never };

/// What a person asks for: the command and all options, from the command line and the environment.
struct Options {
  Command command = Command::Validate;
  std::vector<std::string> arguments{};  ///< Positional ones: files, what to show, or a code.

  std::string settings{};                   ///< A settings file; "": the options below say it all.
  std::vector<std::string> environments{};  ///< Of the settings: only these. Else the one's name.
  std::string dialect{kDefaultDialect};
  std::string release{};
  std::string name_space = "default";
  std::string chart_version{};
  std::vector<std::string> files{};

  std::vector<ListedServer> servers{};
  std::string admin_password_file{};
  std::vector<std::string> stores{};  ///< As stores_of_options() takes them.

  std::string base{};  ///< Commits to check, as `git rev-parse` takes them.
  std::string head = "HEAD";
  std::string repository{};  ///< "": the one around the current folder.

  bool post = false;  ///< Where a check is posted to; what is empty the workflow says.
  std::string github_repository{};
  std::size_t pull_request = 0;
  std::string commit{};
  std::string github_token_file{};
  std::string github_url{};
  std::string ca_file{};
  std::string proxy{};

  bool shallow = false;
  bool once = false;  ///< Of `run`: one round.
  std::size_t jobs = 4;
  FailOn fail_on = FailOn::Errors;

  Output output = Output::Text;
  ColourWhen colour = ColourWhen::Auto;
  bool no_progress = false;
};

}  // namespace pgberth
