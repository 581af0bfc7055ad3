// Damaged Opta files and options: whatever the bytes, no crash, no claim without places, and no
// secret of the options in any text.

#include <gtest/gtest.h>

#include "tests/support/damage.h"
#include "tests/support/opta_values.h"
#include <random>

namespace pgberth::testing {
namespace {

constexpr std::string_view kFile =
    "name: app\n"
    "environments:\n"
    "  - {name: prod, path: env.yaml, vars: {x: 1}}\n"
    "providers: {aws: {region: r}}\n"
    "input_variables: [{name: y, default: z}]\n"
    "modules:\n"
    "  - type: k8s-service\n"
    "    name: web\n"
    "    env_vars: [{name: A, value: b}]\n"
    "    links:\n"
    "      - db\n"
    "      - db: [{db_user: U, db_host: H, db_name: \"N{vars.x}\", db_password: P}]\n"
    "      - other: []\n"
    "  - {name: db, type: postgres, database_name: \"{env}_{vars.y}\"}\n"
    "  - {name: other, type: aws-postgres, restore_from_snapshot: arn}\n";
constexpr std::string_view kOptions =
    "environment: prod\n"
    "vars: {x: 2}\n"
    "modules:\n"
    "  app.db: {host: h, port: 1, password: {file: f}}\n"
    "  app.other: {host: g, username: u, database: d, password: {store: aws, path: p, key: k}}\n";
void expect_sound(const Desired& desired) {
  for (const auto& [id, claim] : desired.claims.claims) {
    ASSERT_EQ(claim.places.size(), 2u) << id.str();
    EXPECT_EQ(claim.places[0].part, Part::Authority) << id.str();
    EXPECT_FALSE(claim.needs_server()) << id.str();
    EXPECT_TRUE(desired.claims.servers.contains(claim.server)) << id.str();
    if (claim.planned()) {
      EXPECT_EQ(claim.places[0].layout->keys.size(), 4u) << id.str();
    }
  }
}

TEST(OptaRobustness, TheUndamagedFileHasNoError) {
  const Desired desired = opta_file(std::string(kFile), std::string(kOptions));

  EXPECT_FALSE(has_error(desired.findings)) << listing(desired);
  EXPECT_EQ(desired.claims.claims.size(), 3u);
}

TEST(OptaRobustness, DamagedFilesGiveSoundClaimsOrFindings) {
  int whole = 0;
  int errors = 0;
  int silent = 0;  // Both databases became modules of another type.
  for (unsigned seed = 0; seed < 3000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);

    const std::string text = damaged(kFile, random);
    SCOPED_TRACE(text);

    const Desired desired = opta_file(text, std::string(seed % 2 == 0 ? kOptions : ""));

    expect_sound(desired);
    if (desired.claims.claims.empty() && desired.findings.empty()) ++silent;
    (has_error(desired.findings) ? errors : whole)++;
  }
  EXPECT_GT(whole, 100);
  EXPECT_GT(errors, 300);
  EXPECT_LT(silent, 10);
}

TEST(OptaRobustness, DamagedOptionsGiveSoundClaimsOrFindings) {
  for (unsigned seed = 0; seed < 1500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    expect_sound(opta_file(std::string(kFile), damaged(kOptions, random)));
  }
}

TEST(OptaRobustness, EveryCutOffFileIsRead) {
  for (std::size_t length = 0; length < kFile.size(); ++length)
    expect_sound(opta_file(std::string(kFile.substr(0, length)), std::string(kOptions)));
}

TEST(OptaRobustness, AnyKindOfValueMayStandAnywhere) {
  for (const char* odd : {"~", "5", "1.5", "true", "text", "[]", "[a]", "[[]]", "{}", "{a: b}"})
    for (const char* key : {"name", "environments", "providers", "input_variables", "modules"}) {
      std::string text(kFile);
      const auto begin = text.find(std::string(key) + ":");
      const auto end = text.find('\n', begin);
      auto next = end + 1;
      while (next < text.size() && text[next] == ' ') next = text.find('\n', next) + 1;
      text.replace(begin, next - begin, std::string(key) + ": " + odd + "\n");
      SCOPED_TRACE(text);
      expect_sound(opta_file(text, std::string(kOptions)));
    }
}

}  // namespace
}  // namespace pgberth::testing
