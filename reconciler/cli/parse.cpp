#include "reconciler/cli/parse.h"

#include "reconciler/cli/command_table.h"
#include "reconciler/cli/help.h"
#include "reconciler/cli/option_table.h"

#include <CLI/CLI.hpp>

#include <map>
#include <sstream>

namespace pgberth {
namespace {

using Texts = std::vector<std::string>;

/// The command line taken apart, before anything is understood.
struct Raw {
  std::optional<Command> command{};
  bool help = false;
  bool version = false;
  Texts arguments{};
  std::map<std::string_view, Texts> options{};  ///< By the option's long name.
};

Error bad_option(std::string what, std::string hint) {
  return {.code = Code::BadOption, .what = std::move(what), .hint = std::move(hint)};
}

void add_option(CLI::App& app, const OptionRow& row, Texts& texts) {
  const std::string names = row.shorter.empty()
                                ? std::string(row.name)
                                : std::string(row.shorter) + "," + std::string(row.name);
  if (row.argument.empty()) {
    app.add_flag_callback(names, [&texts] { texts.emplace_back("true"); });
  } else {
    app.add_option(names, texts)->allow_extra_args(false);
  }
}

void add_command(CLI::App& app, const CommandRow& row, Raw& raw) {
  CLI::App* command = app.add_subcommand(std::string(row.name));
  command->set_help_flag();
  command->add_flag("-h,--help", raw.help);
  for (const OptionRow& option : option_rows())
    if (accepts(option, row.command)) add_option(*command, option, raw.options[option.name]);
  command->add_option("arguments", raw.arguments);
  command->callback([&raw, &row] { raw.command = row.command; });
}

/// The name of an option without what is attached to it: it may be a password.
std::string name_in(const std::string& argument) {
  return argument.starts_with("--") ? argument.substr(0, argument.find('='))
                                    : argument.substr(0, 2);
}

/// What no option or command is known for. Of a word that follows an option nothing is said.
std::string unknown_word(const CLI::App& app, const Texts& arguments) {
  for (const std::string& word : app.remaining(true))
    if (word.starts_with('-')) return "there is no option " + name_in(word) + " here";
  if (!arguments.empty() && !arguments.front().starts_with('-'))
    return "there is no command \"" + arguments.front() + "\"";
  return "a word stands where none is expected";
}

/// The library's words when nothing was attached to an option by `=`, which they may repeat.
std::string fault_in(const std::string& what, const Texts& arguments) {
  for (const std::string& argument : arguments)
    if (argument.starts_with('-') && argument.find('=') != std::string::npos)
      return name_in(argument) + " cannot be given like this";
  const std::size_t end = what.find_last_not_of("\n.");
  return what.substr(0, end == std::string::npos ? 0 : end + 1);
}

/// CLI11 splits the command line into options; what they mean is ours to say.
Result<Raw> taken_apart(const Texts& arguments) {
  Raw raw;
  CLI::App app;
  app.set_help_flag();
  app.add_flag("-h,--help", raw.help);
  app.add_flag("--version", raw.version);
  app.require_subcommand(0, 1);
  for (const CommandRow& row : command_rows()) add_command(app, row, raw);
  const auto refused = [&](const std::string& what) {
    const std::string command =
        raw.command ? "pgberth " + std::string(row_of(*raw.command).name) : "pgberth";
    return bad_option("the command line cannot be understood: " + without_uris(what),
                      "`" + command + " --help` lists what there is.");
  };
  try {
    app.parse(Texts(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ExtrasError&) {
    return refused(unknown_word(app, arguments));
  } catch (const CLI::ParseError& error) {
    return refused(fault_in(error.what(), arguments));
  }
  return raw;
}

Texts words(const std::string& text) {
  std::istringstream stream(text);
  Texts found;
  for (std::string word; stream >> word;) found.push_back(word);
  return found;
}

Result<Done> set(const OptionRow& row, Options& options, const Texts& texts,
                 const std::string& from) {
  if (!row.repeatable && !row.argument.empty() && texts.size() > 1)
    return bad_option(from + " is given " + std::to_string(texts.size()) + " times",
                      "Keep one of them.");
  for (const std::string& text : texts) {
    auto done = row.set(options, text);
    if (done) continue;
    Error error = std::move(done).error();
    error.what = without_uris(error.what);
    if (!error.what.starts_with("--")) error.what.insert(0, from + ": ");
    return error;
  }
  return Done{};
}

/// What the command line says for `row`, else what the environment does.
Result<Done> understand(const OptionRow& row, const Raw& raw, Options& options,
                        const EnvironmentVariables& environment) {
  const auto given = raw.options.find(row.name);
  if (given != raw.options.end() && !given->second.empty())
    return set(row, options, given->second, std::string(row.name));
  const std::size_t phases = options.command == Command::Show ? 1 : 0;
  const bool files_are_named = row.name == "--values" && options.arguments.size() > phases;
  if (files_are_named || !applies(row, options.command)) return Done{};
  const std::string variable(row.environment);
  const auto text = environment(variable);
  if (!text || text->empty()) return Done{};
  return set(row, options, row.repeatable ? words(*text) : Texts{*text}, variable);
}

}  // namespace

std::string without_uris(std::string_view text) {
  std::string result;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (inside && text[i] != ' ' && text[i] != '\n') continue;
    inside = false;
    if (text.substr(i, 3) != "://") {
      result += text[i];
      continue;
    }
    result += "://...";
    inside = true;
  }
  return result;
}

Result<std::variant<Options, Answer>> parse(const Texts& arguments,
                                            const EnvironmentVariables& environment,
                                            std::string_view version) {
  auto raw = taken_apart(arguments);
  if (!raw) return std::move(raw).error();
  if (raw->version) return {Answer{"pgberth " + std::string(version) + "\n"}};
  const std::optional<Command> command = raw->command;
  if (raw->help) return {Answer{command ? help_of(*command) : general_help()}};
  if (!command) return bad_option("no command is given", "`pgberth --help` lists the commands.");
  Options options;
  options.command = *command;
  options.arguments = std::move(raw->arguments);
  for (const OptionRow& row : option_rows())
    if (auto done = understand(row, *raw, options, environment); !done)
      return std::move(done).error();
  return {std::move(options)};
}

}  // namespace pgberth
