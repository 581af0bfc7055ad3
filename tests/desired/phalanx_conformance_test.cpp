// The real files of two moments, one of each layout, against what Phalanx's own charts render from
// them. They are not part of this repository.

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/list_desired.h"
#include "tests/support/values_conformance.h"
#include "tests/support/values_tree.h"
#include <algorithm>
#include <set>
#include <sstream>

namespace pgberth::testing {
namespace {

using Rows = std::multiset<std::string>;

/// "user database secret_key" of each row, by environment.
std::map<std::string, Rows> expected_by_environment(const std::filesystem::path& moment) {
  std::map<std::string, Rows> rows;
  std::istringstream lines(slurp(moment / "expected.tsv"));
  std::string line;
  std::getline(lines, line);  // the names of the columns
  while (std::getline(lines, line)) {
    const std::size_t first = line.find('\t');
    std::string row = line.substr(first + 1);
    std::ranges::replace(row, '\t', ' ');
    rows[line.substr(0, first)].insert(row);
  }
  return rows;
}

/// What the claims come to in those words; the key is the one that the chart's Secret has.
Rows rows_of_claims(const Desired& desired) {
  Rows rows;
  for (const auto& [id, claim] : desired.claims.claims) {
    const Place& secret = claim.places.back();
    EXPECT_EQ(secret.part, Part::Mirror) << id.str();
    rows.insert(constant(claim, Field::Username) + " " + constant(claim, Field::Database) + " " +
                key_of(*secret.layout, Field::Password));
  }
  return rows;
}

/// All environments that the repository knows, with rows or without.
std::set<std::string> environments_of(const std::filesystem::path& moment) {
  std::set<std::string> names;
  const bool today = std::filesystem::exists(moment / "environments");
  const auto folder = today ? moment / "environments" : moment / "services" / "postgres";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const std::string name = file.path().stem().string();
    if (name.starts_with("values-")) names.insert(name.substr(7));
  }
  return names;
}

Desired desired_of_environment(const std::filesystem::path& moment, const std::string& name) {
  FolderTree tree(moment);
  return read_environment({.name = EnvironmentName{name}, .dialect = "phalanx"}, tree);
}

class PhalanxMoment : public ::testing::TestWithParam<const char*> {};

TEST_P(PhalanxMoment, AgreesWithItsChartsInEveryRow) {
  const auto folder = shared_data(std::string("phalanx/") + GetParam());
  if (!folder) GTEST_SKIP() << "the real files are not here; set PGBERTH_SHARED";
  const auto expected = expected_by_environment(*folder);
  std::size_t rows = 0;
  for (const std::string& name : environments_of(*folder)) {
    SCOPED_TRACE(name);

    const Desired desired = desired_of_environment(*folder, name);

    EXPECT_FALSE(has_error(desired.findings)) << listing(desired);
    const auto row = expected.find(name);
    EXPECT_EQ(rows_of_claims(desired), row == expected.end() ? Rows{} : row->second);
    rows += desired.claims.claims.size();
  }
  EXPECT_GE(rows, 29u);
}

TEST_P(PhalanxMoment, IsReadAsAPersonConfirmed) {
  const std::string moment = GetParam();
  const auto folder = shared_data("phalanx/" + moment);
  if (!folder) GTEST_SKIP() << "the real files are not here; set PGBERTH_SHARED";
  std::string all;
  for (const std::string& name : environments_of(*folder))
    all += "== " + name + "\n" + listing(desired_of_environment(*folder, name)) + "\n";

  expect_golden("desired/golden/phalanx/real/" + moment + ".txt", all);
}

INSTANTIATE_TEST_SUITE_P(Desired, PhalanxMoment, ::testing::Values("3432a2935", "650a0ef2c"),
                         [](const auto& each) { return each.param; });

TEST(PhalanxConformance, ASwitchedOffApplicationIsListedAndNotSelected) {
  const auto folder = shared_data("phalanx/650a0ef2c");
  if (!folder) GTEST_SKIP() << "the real files are not here; set PGBERTH_SHARED";
  std::set<std::string> off;
  for (const std::string& name : environments_of(*folder))
    for (const auto& [id, claim] : desired_of_environment(*folder, name).claims.claims)
      if (!claim.selected) off.insert(id.str());

  EXPECT_EQ(off, std::set<std::string>{"usdf-rapid-analysis/gafaelfawr_db"});
}

}  // namespace
}  // namespace pgberth::testing
