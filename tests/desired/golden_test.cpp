// Each folder of golden/ holds a values.yaml and what is made of it, in expected.txt.
// UPDATE_GOLDEN=1 writes the answers anew (and then proves nothing).

#include <gtest/gtest.h>

#include "tests/support/list_desired.h"
#include "tests/support/values_conformance.h"
#include "tests/support/values_tree.h"
#include <cstdlib>
#include <fstream>

namespace pgberth::testing {
namespace {

/// The lines of constants are those of their claim.
std::string shown(const Source& source) {
  const auto* text = std::get_if<Text>(&source);
  return text == nullptr ? listing(source) : "\"" + text->text + "\"";
}

std::string shown(const Claim& claim) {
  std::string text = claim.id.str() + (claim.blocked ? " (blocked)" : "") + "\n";
  for (const auto& [service, at] : claim.services)
    text += "  asked by " + service.str() + " " + to_string(at) + "\n";
  text += "  on " + claim.server.str() + "\n";
  for (const auto& [field, source] : claim.credential)
    text += "  " + std::string(to_string(field)) + ": " + shown(source) + "\n";
  for (const Place& place : claim.places)
    text += "  " + std::string(to_string(place.part)) + " " + to_string(place.entry) +
            (place.may_create() ? ", may be created" : "") + "\n";
  for (const Mark& mark : claim.ready)
    text += "  ready: " + to_string(mark.key.entry) + " key " + *mark.key.key + "\n";
  text += std::string("  create: ") + (claim.create_asked ? "yes" : "no") + "\n";
  return text;
}

std::string shown(const Desired& desired) {
  std::string text;
  for (const auto& [id, server] : desired.claims.servers) {
    text += "server " + id.str() + "\n";
    for (const auto& [field, source] : server.admin)
      text += "  " + std::string(to_string(field)) + ": " + shown(source) + "\n";
  }
  for (const auto& [id, claim] : desired.claims.claims) text += shown(claim);
  for (const Finding& finding : desired.findings)
    text += to_string(finding.where) + ": " + to_string(finding.code) + " " + finding.what + "\n";
  return text;
}

class Golden : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Golden, ValuesBecomeTheExpectedClaims) {
  const std::filesystem::path folder = GetParam();
  FolderTree tree(folder);
  EnvironmentSettings settings = one_file();
  settings.name = EnvironmentName{"prod"};

  const std::string answer = shown(read_environment(settings, tree));

  // NOLINTNEXTLINE(concurrency-mt-unsafe): no test sets variables
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(folder / "expected.txt") << answer;
    GTEST_SKIP() << "the answer was written anew";
  }
  EXPECT_EQ(answer, slurp(folder / "expected.txt"));
}

std::filesystem::path golden_folder() {
  return std::filesystem::path(PGBERTH_SOURCE_DIR) / "tests" / "desired" / "golden";
}

/// The folders of other dialects have cases below them, and tests of their own.
std::vector<std::filesystem::path> golden_cases() {
  std::vector<std::filesystem::path> cases = cases_in(golden_folder());
  std::erase_if(cases, [](const auto& folder) { return !exists(folder / "values.yaml"); });
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Desired, Golden, ::testing::ValuesIn(golden_cases()),
                         [](const auto& each) { return each.param.filename().string(); });

// The examples of the README and of the demo: nothing in them may surprise anybody.
TEST(ValuesExamples, AskForClaimsWithoutAnyError) {
  const std::filesystem::path examples =
      std::filesystem::path(PGBERTH_SOURCE_DIR) / "values-examples";
  int read = 0;
  for (const auto& folder : cases_in(examples)) {
    if (!folder.filename().string().starts_with("gen3-")) continue;
    FolderTree tree(folder);

    const Desired desired = read_environment(one_file(), tree);

    EXPECT_FALSE(has_error(desired.findings)) << folder;
    EXPECT_FALSE(desired.claims.claims.empty()) << folder;
    ++read;
  }
  EXPECT_EQ(read, 4);
}

}  // namespace
}  // namespace pgberth::testing
