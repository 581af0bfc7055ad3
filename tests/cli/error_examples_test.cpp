// The example on each page of ERRORS.md: its form, and, for codes that a folder of error_examples/
// brings about, that the program prints this very line. `command` holds the words of the command
// line, the rest are the files it meets.

#include "reconciler/adapters/file/folder_tree.h"
#include "reconciler/base/codes.h"
#include "reconciler/cli/explain.h"
#include "reconciler/cli/run.h"

#include <gtest/gtest.h>

#include "tests/cli/stub_parts.h"
#include "tests/support/values_conformance.h"
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

/// The example of the page: its lines that are set in, as one.
std::string example_of(const std::string& page) {
  std::istringstream lines(page);
  std::string example;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("    ")) example += (example.empty() ? "" : "\n") + line.substr(4);
  return example;
}

std::regex form_of(const CodeInfo& row) {
  return std::regex("([^ :]+(:[0-9]+:[0-9]+)?: )?" + std::string(to_string(row.severity)) +
                    ": [^\n]+[^.\n] \\[" + to_string(row.code) + "\\]");
}

TEST(ErrorExamples, HaveTheFormThatTheProgramPrints) {
  for (const CodeInfo& row : all_codes()) {
    const std::string example = example_of(*page_of(to_string(row.code)));
    EXPECT_TRUE(std::regex_match(example, form_of(row))) << example;
  }
}

std::vector<std::string> words_in(const fs::path& file) {
  std::ifstream text(file);
  std::vector<std::string> words;
  for (std::string word; text >> word;) words.push_back(word);
  return words;
}

/// All that the command prints that a folder holds, run in it.
std::string printed_in(const fs::path& folder) {
  testing::StubParts stub;
  FolderTree tree(folder);
  const Parts stubbed = stub.parts();
  const auto confined = [&](const std::string& below) -> std::unique_ptr<Tree> {
    return std::make_unique<FolderTree>(folder / below, FolderTree::Reach::Confined);
  };
  std::ostringstream out;
  run({.arguments = words_in(folder / "command"),
       .environment = [](const std::string&) { return std::nullopt; },
       .out = out,
       .err = out,
       .version = "1.2.3"},
      {.make_store = stubbed.make_store,
       .make_server = stubbed.make_server,
       .tree = tree,
       .clock = stub,
       .entropy = stub,
       .confined_tree = confined});
  return out.str();
}

class ErrorExample : public ::testing::TestWithParam<fs::path> {};

TEST_P(ErrorExample, IsWhatTheProgramPrints) {
  const std::string code = GetParam().filename().string();

  const std::string printed = printed_in(GetParam());

  EXPECT_NE(("\n" + printed).find("\n" + example_of(*page_of(code)) + "\n"), std::string::npos)
      << "the page says\n"
      << example_of(*page_of(code)) << "\nand this is printed\n"
      << printed;
}

INSTANTIATE_TEST_SUITE_P(Cli, ErrorExample,
                         ::testing::ValuesIn(testing::cases_in(PGBERTH_SOURCE_DIR
                                                               "/tests/cli/error_examples")),
                         [](const auto& each) { return each.param.filename().string(); });

}  // namespace
}  // namespace pgberth
