// Damaged values files: whatever the bytes, there are claims or an error, never a crash and never
// both claims and a file that could not be read.

#include <gtest/gtest.h>

#include "tests/support/values_tree.h"
#include <algorithm>
#include <random>

namespace pgberth::testing {
namespace {

constexpr std::string_view kValues =
    "global:\n"
    "  dev: false\n"
    "  environment: &env prod\n"
    "  postgres:\n"
    "    dbCreate: true\n"
    "    master: {host: db.example, username: adm, password: \"pw\", port: '5432'}\n"
    "  externalSecrets: {deploy: yes, pushSecret: ~}\n"
    "fence: &fence\n"
    "  enabled: true\n"
    "  postgres:\n"
    "    database: fence_db\n"
    "    port: \"5432\"\n"
    "  externalSecrets: {dbcreds: *env}\n"
    "indexd:\n"
    "  <<: *fence\n"
    "  notes: |\n"
    "    some text\n"
    "mine: {enabled: true, postgres: {username: u}}\n";

constexpr std::string_view kBytes =
    "\n\n\n  :::---{}[]&*!|>'\"%@`,?#~<\t\r0159yneé_.\\/\x01\x80\xff";

/// One to four bytes changed, dropped or put in, or a stretch repeated.
std::string damaged(std::mt19937& random) {
  std::string text(kValues);
  const auto below = [&](std::size_t bound) { return random() % bound; };
  for (std::size_t i = 0, times = 1 + below(4); i < times; ++i) {
    const std::size_t at = below(text.size());
    const char byte = kBytes[below(kBytes.size())];
    switch (below(4)) {
      case 0:
        text[at] = byte;
        break;
      case 1:
        text.erase(at, 1 + below(8));
        break;
      case 2:
        text.insert(at, 1 + below(3), byte);
        break;
      default:
        text.insert(at, text.substr(below(text.size()), below(60)));
        break;
    }
  }
  return text;
}

TEST(Robustness, DamagedFilesGiveClaimsOrAnErrorButNoCrash) {
  int claims = 0;
  int errors = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);

    const Desired desired = desired_of(damaged(random));

    EXPECT_TRUE(!desired.claims.claims.empty() || has_error(desired.findings));
    for (const auto& [id, claim] : desired.claims.claims) {
      EXPECT_TRUE(authority_of(claim) != nullptr) << id.str();
      EXPECT_TRUE(desired.claims.servers.contains(claim.server)) << id.str();
    }
    (desired.claims.claims.empty() ? errors : claims)++;
  }
  EXPECT_GT(claims, 100);
  EXPECT_GT(errors, 100);
}

TEST(Robustness, EveryCutOffFileGivesClaimsOrAnError) {
  for (std::size_t length = 0; length < kValues.size(); ++length) {
    const Desired desired = desired_of(std::string(kValues.substr(0, length)));
    EXPECT_TRUE(!desired.claims.claims.empty() || has_error(desired.findings)) << length;
  }
}

}  // namespace
}  // namespace pgberth::testing
