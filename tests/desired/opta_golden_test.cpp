// Each folder of golden/opta/ holds Opta files, the settings of the environment in settings.yaml
// and what is made of them, in expected.txt. golden/opta/real holds what is made of each real file,
// which are not part of the repository. UPDATE_GOLDEN=1 writes the answers anew.

#include "reconciler/text/yaml.h"

#include <gtest/gtest.h>

#include "tests/support/opta_values.h"
#include "tests/support/values_conformance.h"
#include <cstdlib>
#include <fstream>

namespace pgberth::testing {
namespace {

std::filesystem::path golden_folder() {
  return std::filesystem::path(PGBERTH_SOURCE_DIR) / "tests" / "desired" / "golden" / "opta";
}

bool updating() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no test sets variables
  return std::getenv("UPDATE_GOLDEN") != nullptr;
}

void expect_golden(const std::string& answer, const std::filesystem::path& file) {
  if (updating())
    std::ofstream(file) << answer;
  else
    EXPECT_EQ(answer, slurp(file)) << file;
}

EnvironmentSettings settings_of(const std::filesystem::path& folder) {
  const ValuePtr root = read_yaml(slurp(folder / "settings.yaml"), "settings.yaml").root;
  EnvironmentSettings settings{.name = EnvironmentName{child_of(root, "name")->text},
                               .dialect = "opta"};
  if (const ValuePtr files = child_of(root, "files"))
    for (const Member& file : files->children) settings.files.push_back(file.value->text);
  settings.options = child_of(root, "options");
  return settings;
}

class OptaGolden : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(OptaGolden, FilesBecomeTheExpectedClaims) {
  FolderTree tree(GetParam());

  const std::string answer = listing(read_environment(settings_of(GetParam()), tree));

  expect_golden(answer, GetParam() / "expected.txt");
  if (updating()) GTEST_SKIP() << "the answer was written anew";
}

std::vector<std::filesystem::path> opta_cases() {
  std::vector<std::filesystem::path> cases = cases_in(golden_folder());
  std::erase_if(cases, [](const auto& folder) { return !exists(folder / "settings.yaml"); });
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Desired, OptaGolden, ::testing::ValuesIn(opta_cases()),
                         [](const auto& each) { return each.param.filename().string(); });

TEST(OptaGolden, TheExampleAsksForThreeClaimsWithoutAnyError) {
  FolderTree tree(std::filesystem::path(PGBERTH_SOURCE_DIR) / "values-examples" / "opta-links");
  const EnvironmentSettings settings{
      .name = EnvironmentName{"harbour"},
      .dialect = "opta",
      .files = {"env.yaml", "booking.yaml", "archive.yaml"},
      .options = options_from("modules: {archive.db: {host: archive.example.internal}}")};

  const Desired desired = read_environment(settings, tree);

  EXPECT_EQ(desired.claims.claims.size(), 3u);
  EXPECT_FALSE(has_error(desired.findings)) << listing(desired);
  EXPECT_EQ(constant(claim_of(desired, "booking/web"), Field::Database), "booking_north");
  EXPECT_EQ(count(desired, Code::Sentinel), 1u);
}

TEST(OptaGolden, EveryRealFileIsReadAsAPersonConfirmed) {
  const auto folder = shared_data("opta");
  if (!folder)
    GTEST_SKIP() << "the real files are not here; set PGBERTH_SHARED to the folder with data/opta";
  FolderTree tree(*folder);
  const auto files = tree.files("");
  ASSERT_TRUE(files);
  int read = 0;
  for (const std::string& file : *files) {
    SCOPED_TRACE(file);
    const EnvironmentSettings settings{
        .name = EnvironmentName{"prod"}, .dialect = "opta", .files = {file}};

    const std::string answer = listing(read_environment(settings, tree));

    const std::string stem = std::filesystem::path(file).stem().string();
    expect_golden(answer, golden_folder() / "real" / (stem + ".txt"));
    ++read;
  }
  EXPECT_GE(read, 6);
  if (updating()) GTEST_SKIP() << "the answers were written anew";
}

}  // namespace
}  // namespace pgberth::testing
