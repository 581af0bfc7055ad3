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

// Deliberately different: where only the master secret has the host of what is pushed, the charts
// stop, and the host is taken from there. Everything else of such an environment is as always.
TEST(Conformance, AnswersARealEnvironmentThatTheChartsCannotRender) {
  const auto folder = shared_data("gen3");
  if (!folder) GTEST_SKIP() << "the real cases are not here; set PGBERTH_SHARED";
  int answered = 0;
  for (const auto& each : cases_in(*folder)) {
    const Case given = read_case(each);
    if (given.helm_renders) continue;
    FolderTree tree(each);

    const Desired desired = read_environment(given.settings, tree);

    EXPECT_EQ(desired.claims.claims.size(), 11u);
    EXPECT_FALSE(has_error(desired.findings));
    std::size_t pushed = 0;
    for (const auto& [id, claim] : desired.claims.claims) {
      const Document& admin = desired.claims.servers.at(claim.server).admin;
      EXPECT_TRUE(std::holds_alternative<KeyRef>(admin.at(Field::Host)));
      EXPECT_EQ(claim.create_asked, claim.places.at(0).may_create()) << id.str();
      ASSERT_EQ(claim.places.size(), 2u);
      EXPECT_EQ(claim.places.at(1).part, Part::Mirror);
      if (!claim.places.at(0).may_create()) continue;
      ++pushed;
      EXPECT_EQ(std::get<FromAdmin>(claim.credential.at(Field::Host)).field, Field::Host);
      EXPECT_EQ(constant(claim, Field::Database),
                claim.services.begin()->first.str() + "_" + given.settings.release);
    }
    EXPECT_EQ(pushed, 1u);
    ++answered;
  }
  EXPECT_EQ(answered, 1);
}

}  // namespace
}  // namespace pgberth::testing
