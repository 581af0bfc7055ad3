#include "reconciler/cli/parse.h"

#include "reconciler/cli/command_table.h"
#include "reconciler/cli/help.h"
#include "reconciler/cli/option_table.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include <map>
#include <string>
#include <vector>

namespace pgberth {
namespace {

using Words = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

Result<std::variant<Options, Answer>> parsed(const Words& words, const Variables& variables = {}) {
  return parse(
      words,
      [&](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
      },
      "1.2.3");
}

Options options(const Words& words, const Variables& variables = {}) {
  auto result = parsed(words, variables);
  EXPECT_TRUE(result) << (result ? "" : result.error().what);
  return result ? std::get<Options>(*std::move(result)) : Options{};
}

std::string answer(const Words& words) {
  auto result = parsed(words);
  if (!result) return "error: " + result.error().what;
  const auto* text = std::get_if<Answer>(&*result);
  return text == nullptr ? "(options)" : text->text;
}

TEST(Parse, TakesEveryOptionOfApply) {
  const Options o = options({"apply",
                             "base.yaml",
                             "-f",
                             "a.yaml",
                             "--values=b.yaml",
                             "--release",
                             "demo",
                             "--namespace",
                             "ns",
                             "--environment",
                             "prod",
                             "--dialect",
                             "gen3",
                             "--chart-version",
                             "0.2.80",
                             "--server",
                             "db:5433=postgresql://admin@h/",
                             "--server",
                             "other=postgres://h2/",
                             "--admin-password-file",
                             "pw",
                             "--store",
                             "file:secrets",
                             "--store",
                             "kubernetes:qa",
                             "--shallow",
                             "--jobs",
                             "8",
                             "--fail-on",
                             "warnings",
                             "-o",
                             "json",
                             "--color",
                             "never",
                             "--no-progress"});

  EXPECT_EQ(o.command, Command::Apply);
  EXPECT_EQ(o.arguments, Words{"base.yaml"});
  EXPECT_EQ(o.files, (Words{"a.yaml", "b.yaml"}));
  EXPECT_EQ(o.release, "demo");
  EXPECT_EQ(o.name_space, "ns");
  EXPECT_EQ(o.environments, std::vector<std::string>{"prod"});
  EXPECT_EQ(o.chart_version, "0.2.80");
  ASSERT_EQ(o.servers.size(), 2u);
  EXPECT_EQ(o.servers[0].host + " " + o.servers[0].port, "db 5433");
  EXPECT_EQ(o.admin_password_file, "pw");
  EXPECT_EQ(o.stores, (std::vector<std::string>{"file:secrets", "kubernetes:qa"}));
  EXPECT_TRUE(o.shallow);
  EXPECT_EQ(o.jobs, 8u);
  EXPECT_EQ(o.fail_on, FailOn::Warnings);
  EXPECT_EQ(o.output, Output::Json);
  EXPECT_EQ(o.colour, ColourWhen::Never);
  EXPECT_TRUE(o.no_progress);
}

TEST(Parse, LeavesTheDefaultsThatHelpTells) {
  const Options o = options({"diff", "values.yaml"});

  EXPECT_EQ(o.dialect, "gen3");
  EXPECT_EQ(o.name_space, "default");
  EXPECT_EQ(o.jobs, 4u);
  EXPECT_EQ(o.fail_on, FailOn::Errors);
  EXPECT_EQ(o.output, Output::Text);
  EXPECT_EQ(o.colour, ColourWhen::Auto);
  EXPECT_FALSE(o.shallow);
}

TEST(Parse, TakesFilesAfterOptionsThatTakeAFile) {
  const Options o = options({"diff", "-f", "a.yaml", "b.yaml", "c.yaml"});

  EXPECT_EQ(o.files, Words{"a.yaml"});
  EXPECT_EQ(o.arguments, (Words{"b.yaml", "c.yaml"}));
}

TEST(Parse, TakesFromTheEnvironmentWhatTheCommandLineLeavesOpen) {
  const Variables variables{{"PGBERTH_RELEASE", "from-variable"},
                            {"PGBERTH_NAMESPACE", "ns"},
                            {"PGBERTH_VALUES", "a.yaml b.yaml"},
                            {"PGBERTH_SERVER", "x=postgresql://x/\ny=postgresql://y/"},
                            {"PGBERTH_SHALLOW", "true"},
                            {"PGBERTH_OUTPUT", ""}};

  const Options o = options({"diff", "--release", "demo"}, variables);

  EXPECT_EQ(o.release, "demo");
  EXPECT_EQ(o.name_space, "ns");
  EXPECT_EQ(o.files, (Words{"a.yaml", "b.yaml"}));
  EXPECT_EQ(o.servers.size(), 2u);
  EXPECT_TRUE(o.shallow);
  EXPECT_EQ(o.output, Output::Text);
}

TEST(Parse, LetsFilesOnTheCommandLineReplaceThoseOfTheEnvironment) {
  const Variables variables{{"PGBERTH_VALUES", "a.yaml"}};

  EXPECT_EQ(options({"diff", "b.yaml"}, variables).files, Words{});
  EXPECT_EQ(options({"show", "plan", "b.yaml"}, variables).files, Words{});
  EXPECT_EQ(options({"show", "plan"}, variables).files, Words{"a.yaml"});
}

TEST(Parse, DoesNotLookAtVariablesOfOtherCommands) {
  EXPECT_TRUE(parsed({"validate", "a.yaml"}, {{"PGBERTH_JOBS", "many"}}));
}

TEST(Parse, HasAVariableForEveryOptionAndNoOptionForASecret) {
  for (const OptionRow& row : option_rows()) {
    std::string wanted = "PGBERTH_" + std::string(row.name.substr(2));
    for (char& c : wanted) c = c == '-' ? '_' : static_cast<char>(std::toupper(c));
    EXPECT_EQ(row.environment, wanted);
    EXPECT_NE(row.name, "--admin-password");
  }
}

struct Wrong {
  Words words;
  Variables variables;
  std::string what;  ///< Part of the message.
};

TEST(Parse, RefusesWhatItCannotUnderstand) {
  const std::vector<Wrong> cases{
      {{}, {}, "no command is given"},
      {{"destroy"}, {}, "destroy"},
      {{"diff", "--relase", "x"}, {}, "--relase"},
      {{"diff", "--release"}, {}, "--release"},
      {{"diff", "--release", "a", "--release", "b"}, {}, "--release is given 2 times"},
      {{"explain", "--release", "x"}, {}, "--release"},
      {{"apply", "--jobs", "many"}, {}, "--jobs: \"many\" is not a number from 1 to 64"},
      {{"apply", "--jobs", "0"}, {}, "from 1 to 64"},
      {{"apply", "--jobs", "65"}, {}, "from 1 to 64"},
      {{"apply", "--jobs", "4x"}, {}, "from 1 to 64"},
      {{"apply"}, {{"PGBERTH_JOBS", "x"}}, "PGBERTH_JOBS: \"x\" is not a number"},
      {{"diff", "--output", "yaml"}, {}, "--output: \"yaml\" is not known"},
      {{"diff", "--color", "red"}, {}, "--color: \"red\" is not known"},
      {{"diff", "--fail-on", "bugs"}, {}, "--fail-on: \"bugs\" is not known"},
      {{"diff"}, {{"PGBERTH_SHALLOW", "maybe"}}, "PGBERTH_SHALLOW: \"maybe\" is neither"},
      {{"diff", "--store", "s3:bucket"}, {}, "--store"},
      {{"diff", "--store", "file:"}, {}, "--store"},
      {{"diff", "--server", "db"}, {}, "--server has no \"=\""},
      {{"diff", "--server", "db=host"}, {}, "names no URI"},
      {{"diff", "--server", "db:x=postgresql://h/"}, {}, "port that is no number"},
      {{"diff", "--server", "db:=postgresql://h/"}, {}, "port that is no number"},
      {{"diff", "--server", "=postgresql://h/"}, {}, "does not begin with a host"},
      {{"diff", "--server", "db=postgres://a/", "--server", "DB=postgres://b/"}, {}, "twice"},
  };
  for (const Wrong& wrong : cases) {
    const auto result = parsed(wrong.words, wrong.variables);
    ASSERT_FALSE(result) << wrong.what;
    EXPECT_EQ(result.error().code, Code::BadOption);
    EXPECT_NE(result.error().what.find(wrong.what), std::string::npos)
        << result.error().what << "\nwanted: " << wrong.what;
    EXPECT_FALSE(result.error().hint.empty()) << result.error().what;
  }
}

TEST(Parse, NeverRepeatsAPassword) {
  const std::string uri = "postgresql://admin:hunter2@h/?password=hunter2";
  for (const Words& words :
       std::vector<Words>{{"diff", "--server", uri},
                          {"diff", "--server", "db:x=" + uri},
                          {"diff", "--server", "d b=" + uri},
                          {"diff", "--servre=db=" + uri},
                          {"diff", "--servre", "db=" + uri, "--x"},
                          {"explain", "--server", "db=" + uri},
                          {"diff", "--output", uri},
                          {"diff", "--store", uri},
                          {"diff", "--jobs", uri},
                          {"diff", "--server", "db=" + uri, "--server", "db=" + uri}}) {
    const auto result = parsed(words);
    ASSERT_FALSE(result) << words.at(1);
    EXPECT_EQ((result.error().what + result.error().hint).find("hunter2"), std::string::npos)
        << result.error().what;
  }
}

TEST(Parse, NamesAnUnknownOptionButNothingThatIsGivenToIt) {
  const std::vector<std::pair<Words, std::string>> cases{
      {{"diff", "--admin-password=hunter2"}, "no option --admin-password here"},
      {{"diff", "--admin-password", "hunter2"}, "no option --admin-password here"},
      {{"diff", "--relase", "x", "hunter2", "--y=hunter2"}, "no option --relase here"},
      {{"diff", "-phunter2"}, "no option -p here"},
      {{"diff", "-p=hunter2", "hunter2"}, "no option -p here"},
      {{"--admin-password", "hunter2"}, "no option --admin-password here"},
      {{"--admin-password=hunter2", "diff"}, "no option --admin-password here"},
      {{"--help", "hunter2"}, "a word stands where none is expected"},
      {{"diff", "--shallow=hunter2"}, "--shallow"},
      {{"--help=hunter2"}, "--help"},
      {{"diff", "a", "--release"}, "--release"},
  };
  for (const auto& [words, wanted] : cases) {
    const auto result = parsed(words);
    ASSERT_FALSE(result) << wanted;
    const std::string text = result.error().what + result.error().hint;
    EXPECT_NE(text.find(wanted), std::string::npos) << text;
    EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
  }
}

TEST(Parse, AnswersVersionAndHelp) {
  EXPECT_EQ(answer({"--version"}), "pgberth 1.2.3\n");
  EXPECT_EQ(answer({"--help"}), general_help());
  EXPECT_EQ(answer({"-h"}), general_help());
  EXPECT_EQ(answer({"diff", "--help"}), help_of(Command::Diff));
  EXPECT_EQ(answer({"show", "desired", "-h"}), help_of(Command::Show));
}

TEST(Help, TellsTheCommands) {
  expect_golden("cli/golden/help.txt", general_help());
}

TEST(Help, TellsTheOptionsOfEachCommand) {
  std::string all;
  for (const CommandRow& row : command_rows()) all += help_of(row.command) + "\n----\n\n";
  expect_golden("cli/golden/help_of_commands.txt", all);
}

TEST(Help, FitsAScreenInWidth) {
  std::string all = general_help();
  for (const CommandRow& row : command_rows()) all += help_of(row.command);
  std::istringstream lines(all);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
}

}  // namespace
}  // namespace pgberth
