#include "tests/support/steady.h"

#include <gtest/gtest.h>

#include "tests/support/server_log.h"

namespace pgberth {

void expect_steady(const SettingsSite& site, const PostgresFixture& postgres) {
  const std::string listing = site.store_listing();
  const std::string log = postgres.log();

  const Finished again = site.pgberth("apply");
  const std::string lines = new_lines(postgres, log);
  const Finished diff = site.pgberth("diff");

  EXPECT_EQ(again.exit_code, 0) << again.all();
  EXPECT_EQ(site.store_listing(), listing);
  EXPECT_GT(count(lines, "SELECT"), 0) << "the log shows what is asked";
  EXPECT_EQ(changes_in(lines), std::vector<std::string>{});
  EXPECT_EQ(diff.exit_code, 0) << diff.all();
}

}  // namespace pgberth
