// Small repositories of each layout, and the example: golden/phalanx/<case>.txt is what is made of
// environment `prod` of golden/phalanx/<case>/.

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/list_desired.h"
#include "tests/support/values_tree.h"

namespace pgberth::testing {
namespace {

std::string listing_of(const std::filesystem::path& folder, const std::string& environment) {
  FolderTree tree(std::filesystem::path(PGBERTH_SOURCE_DIR) / folder);
  return listing(
      read_environment({.name = EnvironmentName{environment}, .dialect = "phalanx"}, tree));
}

class PhalanxGolden : public ::testing::TestWithParam<const char*> {};

TEST_P(PhalanxGolden, ARepositoryBecomesTheExpectedClaims) {
  const std::string name = GetParam();

  expect_golden("desired/golden/phalanx/" + name + ".txt",
                listing_of("tests/desired/golden/phalanx/" + name, "prod"));
}

INSTANTIATE_TEST_SUITE_P(Desired, PhalanxGolden, ::testing::Values("old", "middle", "broken"),
                         [](const auto& each) { return each.param; });

TEST(PhalanxExample, AsksForWhatItsCommentsSay) {
  std::string all;
  for (const char* environment : {"summit", "lab", "archive"})
    all += std::string("== ") + environment + "\n" +
           listing_of("values-examples/phalanx-observatory", environment) + "\n";

  expect_golden("desired/golden/phalanx/example.txt", all);
}

}  // namespace
}  // namespace pgberth::testing
