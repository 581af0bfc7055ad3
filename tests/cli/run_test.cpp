#include "reconciler/cli/run.h"

#include "reconciler/cli/value_files.h"

#include <gtest/gtest.h>

#include "tests/cli/stub_parts.h"
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace pgberth {
namespace {

namespace fs = std::filesystem;
using testing::StubParts;

struct Ended {
  int code;
  std::string out;
  std::string err;
};

struct Terminal {
  bool out = false;
  bool err = false;
};

/// Takes some bytes, and refuses them only when they are to leave it, as a full disk does.
class FullDisk : public std::stringbuf {
  int sync() override { return -1; }
};

struct Streams {
  std::ostream& out;
  std::ostream& err;
};

int ran_to(const Streams& streams, const std::vector<std::string>& arguments,
           const std::map<std::string, std::string>& variables = {}, Terminal terminal = {},
           const std::map<std::string, std::string>& files = {}) {
  StubParts stub;
  stub.texts = files;
  return run({.arguments = arguments,
              .environment = [&](const std::string& name) -> std::optional<std::string> {
                const auto found = variables.find(name);
                if (found == variables.end()) return std::nullopt;
                return found->second;
              },
              .out = streams.out,
              .err = streams.err,
              .out_is_terminal = terminal.out,
              .err_is_terminal = terminal.err,
              .version = "1.2.3"},
             stub.parts());
}

Ended ran(const std::vector<std::string>& arguments,
          const std::map<std::string, std::string>& variables = {}, Terminal terminal = {},
          const std::map<std::string, std::string>& files = {}) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = ran_to({out, err}, arguments, variables, terminal, files);
  return {.code = code, .out = out.str(), .err = err.str()};
}

TEST(Run, AnswersTheVersion) {
  const Ended ended = ran({"--version"});

  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, "pgberth 1.2.3\n");
  EXPECT_EQ(ended.err, "");
}

TEST(Run, NamesWhatIsWrongWithAnOptionAndEndsWithTwo) {
  const Ended ended = ran({"apply", "--jobs", "many"});

  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err,
            "error: --jobs: \"many\" is not a number from 1 to 64 [E701]\n"
            "  hint: Write for example --jobs 4.\n");
}

TEST(Run, EndsWithTwoWhenItsOutputCannotBeWritten) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--version"},
                                             {"explain"},
                                             {"validate", "--release", "demo", "a.yaml"},
                                             {"apply", "--release", "demo", "a.yaml"}}) {
    FullDisk disk;
    std::ostream out(&disk);
    std::ostringstream err;

    const int code = ran_to({out, err}, arguments, {}, {}, {{"a.yaml", "global: {}\n"}});

    EXPECT_EQ(code, 2) << arguments.front();
    EXPECT_EQ(err.str().find("error: the output cannot be written"), 0u) << err.str();
    EXPECT_NE(out.tellp(), 0) << arguments.front();
  }
}

TEST(Run, ShowsNoLineOfAFileThatIsNotYaml) {
  const std::map<std::string, std::string> files{
      {"a.yaml", "x: &pw hunter2\nlogin: hunter2\nfence: \"hunter2\n"},
      {"b.yaml", "a: hunter2\na: hunter2\n"}};

  const Ended ended = ran({"validate", "--release", "demo", "a.yaml", "b.yaml"}, {}, {}, files);

  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.out.find("a.yaml:3:8: error: "), std::string::npos) << ended.out;
  EXPECT_NE(ended.out.find("b.yaml:2:1: warning: "), std::string::npos) << ended.out;
  EXPECT_EQ(ended.out.find("hunter2"), std::string::npos) << ended.out;
}

TEST(Run, EndsWithTwoWhenItIsNotSaidWhatToDo) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {},
           {"diff", "--release", "demo"},
           {"diff", "values.yaml"},
           {"show", "--release", "demo"},
           {"show", "everything", "--release", "demo", "values.yaml"},
           {"diff", "--release", "demo", "--dialect", "gen4", "values.yaml"},
           {"diff", "--release", "demo", "--admin-password-file", "/absent/file", "values.yaml"},
           {"diff", "--release", "demo", "db=postgresql://u:hunter2@h/"},
           {"diff", "--release", "demo", "-f", "postgresql://u:hunter2@h/"},
           {"show", "postgresql://u:hunter2@h/"},
           {"explain", "postgresql://u:hunter2@h/"},
           {"diff", "--dialect", "postgresql://u:hunter2@h/", "--release", "demo", "a.yaml"}}) {
    const Ended ended = ran(arguments);
    EXPECT_EQ(ended.code, 2) << ended.err;
    EXPECT_EQ(ended.out, "");
    EXPECT_TRUE(ended.err.starts_with("error: ")) << ended.err;
    EXPECT_EQ(ended.err.find("hunter2"), std::string::npos) << ended.err;
  }
}

TEST(Run, ReportsAMissingFileAndEndsWithTwo) {
  for (const char* command : {"validate", "diff", "apply"}) {
    const Ended ended = ran({command, "--release", "demo", "absent.yaml"});
    EXPECT_EQ(ended.code, 2) << command;
    EXPECT_NE(ended.out.find("absent.yaml: error: "), std::string::npos) << ended.out;
    EXPECT_NE(ended.out.find("[E101]"), std::string::npos) << ended.out;
  }
}

TEST(Run, AnswersJsonOfTheSchemaOfTheCommand) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"validate"}, "validation"},
      {{"show", "desired"}, "desired"},
      {{"show", "resolved"}, "resolved"},
      {{"show", "observed"}, "observed"},
      {{"show", "plan"}, "plan"},
      {{"diff"}, "plan"},
      {{"report"}, "report"},
      {{"apply"}, "apply"}};
  for (auto [arguments, schema] : cases) {
    arguments.insert(arguments.end(), {"--release", "demo", "--output", "json", "absent.yaml"});
    const Ended ended = ran(arguments);
    EXPECT_TRUE(ended.out.starts_with("{\n  \"schema\": \"pgberth/" + schema + "/v1\""))
        << ended.out << ended.err;
    EXPECT_EQ(ended.code, 2);
  }
}

TEST(Run, PrintsEachFormOnlyForTheCommandThatHasIt) {
  for (const char* command : {"validate", "map", "diff", "apply"}) {
    const Ended ended = ran({command, "--release", "demo", "--output", "csv", "absent.yaml"});
    EXPECT_EQ(ended.code, 2) << command;
    EXPECT_EQ(ended.out, "") << command;
    EXPECT_NE(ended.err.find("--output csv is for reports"), std::string::npos) << ended.err;
  }
  const Ended ended = ran({"report", "--release", "demo", "--output", "svg", "absent.yaml"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("are for maps"), std::string::npos) << ended.err;
}

TEST(Run, KeepsWhatIsTableFromWhatWasNoticed) {
  const Ended ended = ran({"report", "--release", "demo", "--output", "csv", "absent.yaml"});

  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(ended.out.starts_with("kind,where,name,owner,detail,at\n")) << ended.out;
  EXPECT_EQ(ended.out.find("E101"), std::string::npos) << ended.out;
  EXPECT_NE(ended.err.find("[E101]"), std::string::npos) << ended.err;
}

TEST(Run, ReportsOnAllEnvironmentsOfTheSettingsOrOnNone) {
  const std::map<std::string, std::string> files{{"pgberth.yaml", "environments: []\n"}};

  const Ended ended =
      ran({"report", "--settings", "pgberth.yaml", "--environment", "one"}, {}, {}, files);

  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_NE(ended.err.find("leaves out what other environments declare"), std::string::npos)
      << ended.err;
}

TEST(Run, TakesNoPasswordFileFromAmongTheValues) {
  const std::map<std::string, std::string> files{
      {"pgberth.yaml",
       "environments:\n  - {name: qa, dialect: gen3, folder: values, values: [a.yaml]}\n"}};

  const Ended ended =
      ran({"diff", "--settings", "pgberth.yaml", "--admin-password-file", "values/x/../admin.pw"},
          {}, {}, files);

  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("lies among the values [E704]"), std::string::npos) << ended.err;
}

TEST(Run, ExplainsACode) {
  EXPECT_EQ(ran({"explain", "e501"}).code, 0);
  EXPECT_TRUE(ran({"explain", "e501"}).out.starts_with("E501 a server is not listed\n"));
  EXPECT_EQ(ran({"explain", "E999"}).code, 2);
  EXPECT_NE(ran({"explain", "E999"}).err.find("[E703]"), std::string::npos);
  EXPECT_EQ(ran({"explain"}).code, 0);
}

TEST(Run, UsesColoursOnlyOnATerminal) {
  const std::vector<std::string> plain{"validate", "--release", "demo", "absent.yaml"};
  const auto with = [&](const std::string& when) {
    auto arguments = plain;
    arguments.insert(arguments.end(), {"--color", when});
    return arguments;
  };
  const auto coloured = [](const Ended& ended) {
    return ended.out.find('\x1b') != std::string::npos;
  };

  EXPECT_FALSE(coloured(ran(plain)));
  EXPECT_TRUE(coloured(ran(plain, {}, {.out = true})));
  EXPECT_FALSE(coloured(ran(plain, {}, {.err = true})));
  EXPECT_FALSE(coloured(ran(plain, {{"NO_COLOR", "1"}}, {.out = true})));
  EXPECT_TRUE(coloured(ran(plain, {{"NO_COLOR", ""}}, {.out = true})));
  EXPECT_FALSE(coloured(ran(plain, {{"TERM", "dumb"}}, {.out = true})));
  EXPECT_TRUE(coloured(ran(with("always"))));
  EXPECT_FALSE(coloured(ran(with("never"), {}, {.out = true})));
}

class ValueFiles : public ::testing::Test {
 protected:
  ValueFiles() {
    std::string pattern = (fs::temp_directory_path() / "pgberth-cli-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~ValueFiles() override { fs::remove_all(folder_); }

  std::string touch(const std::string& name) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << "a: b\n";
    return (folder_ / name).string();
  }
  std::string folder() const { return folder_.string(); }

 private:
  fs::path folder_;
};

TEST_F(ValueFiles, OfAFolderComeInTheOrderOfTheirNames) {
  const std::string b = touch("20-b.yaml");
  const std::string a = touch("10-a.yml");
  touch("notes.txt");
  touch(".hidden.yaml");
  touch("below/c.yaml");

  const auto files = value_files({folder()});

  ASSERT_TRUE(files);
  EXPECT_EQ(*files, (std::vector<std::string>{a, b}));
}

TEST_F(ValueFiles, KeepTheOrderOfArguments) {
  const std::string a = touch("a.yaml");

  const auto files = value_files({"z.yaml", folder(), "b.yaml"});

  ASSERT_TRUE(files);
  EXPECT_EQ(*files, (std::vector<std::string>{"z.yaml", a, "b.yaml"}));
}

TEST_F(ValueFiles, AreNeverNoneInAFolder) {
  const auto files = value_files({folder()});

  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, Code::FileMissing);
}

}  // namespace
}  // namespace pgberth
