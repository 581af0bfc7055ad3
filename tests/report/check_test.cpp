#include "reconciler/report/check.h"

#include "reconciler/cli/compare_commits.h"
#include "reconciler/cli/explain.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/golden.h"
#include "tests/support/memory_repository.h"
#include "tests/support/values_tree.h"
#include <algorithm>
#include <filesystem>
#include <sstream>

namespace pgberth {
namespace {

namespace fs = std::filesystem;
using testing::MemoryRepository;

constexpr const char* kSecret = "hunter2";

MemoryRepository::Files files_of(const std::string& side) {
  const fs::path root = fs::path(PGBERTH_SOURCE_DIR) / "tests/report/check" / side;
  MemoryRepository::Files files;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.is_regular_file())
      files[entry.path().lexically_relative(root).generic_string()] = testing::slurp(entry.path());
  return files;
}

CheckReport compared(const std::string& before, const std::string& after) {
  MemoryRepository repository;
  repository.commit("ba5e", files_of(before));
  repository.commit("4ead", files_of(after), {"ba5e"});
  testing::MemoryTree outside{{}};
  auto report = compare_commits({.base = "ba5e", .head = "4ead"},
                                {.repository = repository, .files = outside});
  if (report) return *std::move(report);
  ADD_FAILURE() << report.error().what;
  return {};
}

const CheckReport& sample() {
  static const CheckReport report = compared("before", "after");
  return report;
}

const CheckReport& nothing() {
  static const CheckReport report = compared("before", "before");
  return report;
}

std::string page(Code code) {
  return *page_of(to_string(code));
}

std::vector<std::string> all_forms(const CheckReport& report) {
  return {check_text(report), check_json(report), check_markdown(report), check_github(report),
          check_sarif(report, page)};
}

/// A report of `number` new claims with long, hostile names.
CheckReport large(std::size_t number) {
  CheckReport report{.base = "main", .head = "feature"};
  report.environments.push_back({.name = EnvironmentName{"prod"}});
  for (std::size_t i = 0; i < number; ++i)
    report.environments[0].claims.push_back(
        {.kind = ClaimChange::Kind::New,
         .id = ClaimId{"prod/" + std::string(300, '@') + std::to_string(i)},
         .facts = {{.what = "database", .text = std::string(1000, '`')}}});
  return report;
}

TEST(Check, IsText) {
  expect_golden("report/golden/check.txt", check_text(sample()));
}
TEST(Check, IsJson) {
  expect_golden("report/golden/check.json", check_json(sample()));
}
TEST(Check, IsMarkdown) {
  expect_golden("report/golden/check.md", check_markdown(sample()));
}
TEST(Check, IsCommandsOfGithub) {
  expect_golden("report/golden/check.github.txt", check_github(sample()));
}
TEST(Check, IsSarif) {
  expect_golden("report/golden/check.sarif", check_sarif(sample(), page));
}

TEST(Check, IsShortWhereNothingChanges) {
  std::string all;
  for (const std::string& form : all_forms(nothing())) all += form + "----\n";

  EXPECT_EQ(std::ranges::count(check_text(nothing()), '\n'), 1);
  EXPECT_EQ(std::ranges::count(check_github(nothing()), '\n'), 1);
  expect_golden("report/golden/check.nothing.txt", all);
}

TEST(Check, NamesACommitOnceThatIsAskedForByItsId) {
  CheckReport report = nothing();
  report.base_commit = report.compared_with = CommitId{std::string(40, 'b')};
  report.head_commit = CommitId{std::string(40, 'a')};
  report.base = report.base_commit.id;
  report.head = report.head_commit.id;
  CheckReport later = report;
  later.compared_with = CommitId{std::string(40, 'c')};

  EXPECT_NE(check_text(report).find("aaaaaaaaaa with bbbbbbbbbb\n"), std::string::npos);
  EXPECT_NE(check_text(later).find("with cccccccccc, where it left bbbbbbbbbb\n"),
            std::string::npos);
}

TEST(Check, IsAnAnnotationWhereItCannotBeMade) {
  EXPECT_EQ(check_github(Error{.code = Code::RevisionUnknown,
                               .what = "the repository has no commit \"x\n::y\"",
                               .hint = "Fetch it."}),
            "::error title=pgberth E801::the repository has no commit \"x\\n::y\". Fetch it.\n");
}

TEST(Check, ShowsNoSecretAndNoControlCharacter) {
  for (const std::string& text : all_forms(sample())) {
    EXPECT_EQ(text.find(kSecret), std::string::npos);
    EXPECT_TRUE(std::ranges::all_of(
        text, [](unsigned char c) { return c == '\n' || (c >= 0x20 && c != 0x7f); }));
  }
}

TEST(Check, LetsNoTextOutOfItsCodeSpan) {
  std::istringstream lines(check_markdown(sample()));
  for (std::string line; std::getline(lines, line);) {
    std::string outside;
    bool inside = false;
    for (const char c : line) {
      if (c == '`')
        inside = !inside;
      else if (!inside)
        outside += c;
    }
    EXPECT_FALSE(inside) << line;
    EXPECT_EQ(outside.find_first_of("@[]"), std::string::npos) << line;
    if (!outside.starts_with("<")) {
      EXPECT_EQ(outside.find_first_of("<>"), std::string::npos) << line;
    }
  }
}

TEST(Check, CommandsOfGithubAreOneLineEachAndTheGravestComeFirst) {
  std::istringstream lines(check_github(sample()));
  std::vector<std::string> words;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("::")) words.push_back(line.substr(2, line.find(' ') - 2));

  const auto rank = [](const std::string& word) {
    return word == "error" ? 0 : word == "warning" ? 1 : 2;
  };
  EXPECT_GT(words.size(), 5u);
  EXPECT_TRUE(std::ranges::is_sorted(words, {}, rank));
  EXPECT_TRUE(std::ranges::all_of(words, [](const std::string& word) {
    return word == "error" || word == "warning" || word == "notice";
  }));
}

TEST(Check, FitsIntoOneCommentAndCountsWhatWasLeftOut) {
  const std::string text = check_markdown(large(1000));

  EXPECT_LE(text.size(), kLongestComment);
  EXPECT_GT(text.size(), kLongestComment / 2);
  EXPECT_NE(text.find("left out here"), std::string::npos);
  EXPECT_EQ(text.find("left out here"), text.rfind("left out here"));
}

TEST(Check, FingerprintsDoNotDependOnLines) {
  CheckReport moved = sample();
  for (EnvironmentChanges& one : moved.environments) {
    for (Finding& finding : one.new_findings) finding.where.line += 100;
    for (ClaimChange& change : one.claims) change.after_at.line += 100;
  }
  const auto prints = [](const CheckReport& report) {
    std::vector<std::string> all;
    const auto log = nlohmann::json::parse(check_sarif(report, page));
    for (const auto& result : log.at("runs").at(0).at("results"))
      all.push_back(result.at("partialFingerprints").at("pgberth/v1"));
    return all;
  };

  EXPECT_EQ(prints(sample()), prints(moved));
  auto once = prints(sample());
  std::ranges::sort(once);
  EXPECT_EQ(std::ranges::adjacent_find(once), once.end());
}

TEST(Check, IsTheSameForTheSameInput) {
  EXPECT_EQ(all_forms(sample()), all_forms(compared("before", "after")));
}

}  // namespace
}  // namespace pgberth
