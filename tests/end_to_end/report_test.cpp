#include <gtest/gtest.h>

#include "tests/support/site.h"

namespace pgberth {
namespace {

bool has(const std::string& text, const std::string& word) {
  return text.find(word) != std::string::npos;
}

TEST(Report, ListsWhatNobodyDeclaresAndNotWhatApplyMade) {
  Site site("report");
  site.write_values({"alpha"});
  ASSERT_EQ(site.pgberth("apply").exit_code, 0);
  site.postgres().run("postgres", "CREATE DATABASE \"=legacy,\"");
  const std::string listing = site.store_listing();

  const Finished text = site.pgberth("report");
  const Finished csv = site.pgberth("report", {"--output", "csv"});

  EXPECT_EQ(text.exit_code, 0) << text.all();
  EXPECT_TRUE(has(text.out, "=legacy,")) << text.out;
  EXPECT_FALSE(has(text.out, "alpha_report")) << text.out;
  EXPECT_FALSE(has(text.out, "alpha-svc-dbcreds")) << text.out;
  EXPECT_FALSE(has(text.out, "template")) << text.out;
  EXPECT_EQ(csv.exit_code, 0) << csv.all();
  EXPECT_TRUE(has(csv.out, ",\"'=legacy,\",")) << csv.out;
  EXPECT_EQ(site.store_listing(), listing);
  for (const std::string& password : site.passwords())
    EXPECT_FALSE(has(text.all() + csv.all(), password));
}

TEST(Report, ListsEntriesOfRemovedServicesAndIncompleteCredentials) {
  Site site("removed");
  site.write_values({"alpha", "beta"});
  ASSERT_EQ(site.pgberth("apply").exit_code, 0);
  site.write_values({"beta", "gamma"});

  const Finished report = site.pgberth("report");

  EXPECT_EQ(report.exit_code, 0) << report.all();
  for (const char* word : {"alpha_removed", "ns/alpha-svc-dbcreds", "test/gamma-svc", "missing",
                           "no database \"gamma_removed\", no role \"gamma_removed\""})
    EXPECT_TRUE(has(report.out, word)) << word << "\n" << report.out;
  for (const char* word : {"beta_removed", "beta-svc-dbcreds", "test/beta-svc"})
    EXPECT_FALSE(has(report.out, word)) << report.out;
}

}  // namespace
}  // namespace pgberth
