#include "reconciler/cli/help.h"

#include "reconciler/cli/option_table.h"

#include <sstream>

namespace pgberth {
namespace {

constexpr std::size_t kWidth = 96;
constexpr std::size_t kIndent = 8;

constexpr std::string_view kExitCodes =
    "Exit codes:\n"
    "  0  nothing to do; apply: all is done\n"
    "  1  diff: there is something to add; check: databases change; doctor:\n"
    "     something is missing\n"
    "  2  something failed or could not be evaluated\n";

/// `text` broken into lines of at most kWidth, each behind `indent` blanks.
std::string wrapped(const std::string& text, std::size_t indent) {
  std::istringstream words(text);
  std::string lines;
  std::string line;
  for (std::string word; words >> word;) {
    if (!line.empty() && indent + line.size() + 1 + word.size() > kWidth) {
      lines += std::string(indent, ' ') + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return lines + std::string(indent, ' ') + line + "\n";
}

std::string indented(std::string_view text) {
  std::istringstream lines{std::string(text)};
  std::string result;
  for (std::string line; std::getline(lines, line);) result += "  " + line + "\n";
  return result;
}

std::string option_help(const OptionRow& row) {
  const std::string text = "  " + (row.shorter.empty() ? "" : std::string(row.shorter) + ", ") +
                           std::string(row.name) +
                           (row.argument.empty() ? "" : " " + std::string(row.argument)) + "\n";
  std::string help(row.help);
  if (!row.standard.empty()) help += ". Default: " + std::string(row.standard);
  return text + wrapped(help + " [" + std::string(row.environment) + "]", kIndent);
}

}  // namespace

std::string general_help() {
  std::string text =
      "pgberth gives every service its database, role and stored credential in Postgres, from the\n"
      "Helm values that a team already keeps, and never takes one away.\n\n"
      "Usage: pgberth COMMAND [OPTIONS] ...\n\nCommands:\n";
  for (const CommandRow& row : command_rows())
    text += "  " + std::string(row.name) + std::string(10 - row.name.size(), ' ') +
            std::string(row.summary) + "\n";
  text +=
      "\nOptions:\n"
      "  -h, --help   this text; after a command, its options\n"
      "  --version    the version\n\n"
      "Every option can also be set by the environment variable that its help names; the command\n"
      "line goes first.\n\n";
  text += kExitCodes;
  text += "\nExamples:\n";
  for (const CommandRow& row : command_rows()) {
    const std::string_view examples = row.examples;
    if (row.command == Command::Apply || row.command == Command::Validate ||
        row.command == Command::Diff || row.command == Command::Explain)
      text += indented(examples);
  }
  return text;
}

std::string help_of(Command command) {
  const CommandRow& row = row_of(command);
  std::string text = "pgberth " + std::string(row.name) + ": " + std::string(row.summary) +
                     "\n\nUsage: pgberth " + std::string(row.name) + " " +
                     std::string(row.synopsis) + "\n\n" + std::string(row.more) + "\n";
  std::string_view group;
  for (const OptionRow& option : option_rows()) {
    if (!applies(option, command)) continue;
    if (option.group != group) text += "\n" + std::string(option.group) + ":\n";
    group = option.group;
    text += option_help(option);
  }
  if (command != Command::Explain) text += "\n" + std::string(kExitCodes);
  return text + "\nExamples:\n" + indented(row.examples);
}

}  // namespace pgberth
