#include "reconciler/desired/environment.h"

#include <gtest/gtest.h>

#include "tests/support/values_conformance.h"
#include "tests/support/values_tree.h"

namespace pgberth::testing {
namespace {

void expect_agreement(const std::filesystem::path& folder) {
  SCOPED_TRACE(folder.filename().string());
  const Case given = read_case(folder);
  FolderTree tree(folder);

  const Desired desired = read_environment(given.settings, tree);

  const Table expected = expected_rows(folder);
  const Table actual = rows_of(desired);
  for (const auto& [chart, row] : expected) {
    const auto mine = actual.find(chart);
    if (mine == actual.end()) {
      ADD_FAILURE() << chart << ": no claim";
      continue;
    }
    for (const auto& [column, cell] : row)
      EXPECT_EQ(mine->second.at(column), cell) << chart << " " << column;
  }
  for (const auto& [chart, row] : actual)
    EXPECT_TRUE(expected.contains(chart)) << chart << ": a claim that Helm renders nothing for";
}

void expect_agreement_of_all(const std::string& name, int at_least) {
  const auto folder = shared_data(name);
  if (!folder)
    GTEST_SKIP() << "the real cases are not here; set PGBERTH_SHARED to the folder that has data/"
                 << name;
  int compared = 0;
  for (const auto& each : cases_in(*folder)) {
    if (!read_case(each).helm_renders) continue;
    expect_agreement(each);
    ++compared;
  }
  EXPECT_GE(compared, at_least);
}

TEST(Conformance, AgreesWithHelmInEveryRowOfRealEnvironments) {
  expect_agreement_of_all("gen3", 38);
}

TEST(Conformance, AgreesWithHelmInEveryRowOfRandomEnvironments) {
  expect_agreement_of_all("gen3-synthetic", 116);
}

}  // namespace
}  // namespace pgberth::testing
