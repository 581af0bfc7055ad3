// Values that nobody should write: each is told of, and takes nothing else with it.

#include "reconciler/text/yaml.h"

#include <gtest/gtest.h>

#include "tests/support/damage.h"
#include "tests/support/toolchain_site.h"
#include <algorithm>
#include <random>

namespace pgberth::testing {
namespace {

using Lines = std::vector<std::string>;

struct OddList {
  std::string dbs;
  std::string finding;  ///< Code and column on line 2.
};

class OddLists : public ::testing::TestWithParam<OddList> {};

TEST_P(OddLists, AreToldOfAndTakeNothingElseWithThem) {
  const ToolchainSite site =
      ToolchainSite{}.with("users-ui", "[users]").with("odd", GetParam().dbs);

  const Desired desired = site.read();

  const auto split = GetParam().finding.find(' ');
  EXPECT_EQ(briefly(desired.findings),
            Lines{GetParam().finding.substr(0, split) +
                  " services/odd/values.yaml:2:" + GetParam().finding.substr(split + 1)});
  EXPECT_FALSE(claim_by_id(desired, "prod/prod/users").blocked);
}

INSTANTIATE_TEST_SUITE_P(
    Toolchain, OddLists,
    ::testing::Values(OddList{"pypi", "E107 6"}, OddList{"{pypi: true}", "E107 6"},
                      OddList{"17", "E107 6"}, OddList{"yes", "E107 6"},
                      OddList{"[pypi, 17]", "E107 13"}, OddList{"[no, pypi]", "E107 7"},
                      OddList{"[~, pypi]", "E107 7"}, OddList{"[[pypi]]", "E107 7"},
                      OddList{"[1.5]", "E107 7"}, OddList{"['']", "E304 7"},
                      OddList{"[Users]", "E304 7"}, OddList{"[../users]", "E304 7"},
                      OddList{"[users/x]", "E304 7"}, OddList{"[\"a b\"]", "E304 7"},
                      OddList{"[users-]", "E304 7"}, OddList{"[.]", "E304 7"},
                      OddList{"[\"a\\e[31m\"]", "E304 7"}, OddList{"[ünder]", "E304 7"},
                      OddList{"[\"{{ a }}\"]", "E304 7"}, OddList{"[\"ENC[AES256]\"]", "E109 7"}));

TEST(ToolchainOddValues, ReservedAndLongNamesBlockTheirOwnClaims) {
  const Desired desired =
      ToolchainSite{}.with("a", "[postgres, pg-stats, users, " + std::string(60, 'x') + "]").read();

  EXPECT_EQ(count(desired, Code::NameReserved), 2u);
  EXPECT_EQ(count(desired, Code::NameTooLong), 1u);
  EXPECT_TRUE(claim_by_id(desired, "prod/prod/postgres").blocked);
  EXPECT_TRUE(claim_by_id(desired, "prod/prod/pg_stats").blocked);
  EXPECT_FALSE(claim_by_id(desired, "prod/prod/users").blocked);
}

// 63 bytes are enough for the database and too few for what is made of it.
TEST(ToolchainOddValues, ALoginNameThatIsTooLongBlocksItsNamespaceOnly) {
  const std::string name(51, 'x');  // + "_prod_0000" is 61, + "_staging_0000" is 64.
  const Desired desired = ToolchainSite{}.with("a", "[" + name + "]").read();

  EXPECT_EQ(count(desired, Code::NameTooLong), 1u);
  EXPECT_TRUE(claim_by_id(desired, "prod/staging/" + name).blocked);
  EXPECT_FALSE(claim_by_id(desired, "prod/prod/" + name).blocked);
}

TEST(ToolchainOddValues, ABrokenFileIsAnErrorAndOthersAreRead) {
  ToolchainSite site = ToolchainSite{}.with("users-ui", "[users]");
  site.files["services/broken/values.yaml"] = "dbs: [pypi\nname: x\n";
  site.files["services/binary/values.yaml"] = std::string("dbs: [a]\0", 9);
  site.files["services/list/values.yaml"] = "- dbs: [a]\n";

  const Desired desired = site.read();

  EXPECT_EQ(count(desired, Code::YamlSyntax), 1u);
  EXPECT_EQ(count(desired, Code::NotText), 1u);
  EXPECT_EQ(count(desired, Code::NotAMapping), 1u);
  EXPECT_EQ(ids_of(desired), (Lines{"prod/prod/users", "prod/staging/users"}));
  EXPECT_FALSE(claim_by_id(desired, "prod/prod/users").blocked);
}

TEST(ToolchainOddValues, WorkersOfAnyKindAreHarmless) {
  for (const std::string workers : {"4", "[a]", "{a: 1}", "{a_values: [dbs]}", "~", "text"}) {
    ToolchainSite site;
    site.files["services/a/values.yaml"] = "name: a\ndbs: [users]\nworkers: " + workers + "\n";
    EXPECT_EQ(site.read().claims.claims.size(), 2u) << workers;
    EXPECT_TRUE(site.read().findings.empty()) << workers;
  }
}

constexpr std::string_view kValues =
    "name: crawler-workflow\n"
    "service_name: &s crawler/workflow\n"
    "dbs: [pypi, \"users\"]\n"
    "workflow: {dbs: []}\n"
    "workers:\n"
    "  fetcher_values: {dbs: [oss-metrics], replicas: 1}\n"
    "  processor_values:\n"
    "    <<: {dbs: [scm_integration]}\n"
    "    image: *s\n"
    "extra: |\n"
    "  {{ .Values.a }}\n";

constexpr std::string_view kOptions =
    "servers:\n"
    "- {host: a.example, port: 5432, databases: [users, pypi]}\n"
    "- {host: b.example, adminUsername: master}\n"
    "simpleDatabases: [posthog]\n"
    "developmentOnly: [notifications]\n"
    "allowed: [users, pypi, oss_metrics]\n"
    "adminDatabases: {service: toolshed, databases: [users]}\n"
    "loginNames: cluster\n"
    "locale: C\n";

/// What must hold for any claim, whatever was read.
void expect_sound(const Desired& desired) {
  for (const auto& [id, claim] : desired.claims.claims) {
    EXPECT_TRUE(desired.claims.servers.contains(claim.server)) << id.str();
    EXPECT_FALSE(claim.services.empty()) << id.str();
    ASSERT_NE(authority_of(claim), nullptr) << id.str();
    for (const Place& place : claim.places) {
      EXPECT_EQ(place.entry.path->find(".."), std::string::npos);
      EXPECT_EQ(std::ranges::count(*place.entry.path, '/'), 1);
    }
    EXPECT_TRUE(!claim.planned() || claim.credential.contains(Field::Host)) << id.str();
  }
}

TEST(ToolchainRobustness, DamagedFilesGiveClaimsOrAnErrorButNoCrash) {
  int claims = 0;
  int errors = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    ToolchainSite site = ToolchainSite{}.with("whole", "[users]");
    site.files["services/damaged/values.yaml"] = damaged(kValues, random);
    EnvironmentSettings settings = site.settings();
    settings.options = settings_text(std::string(kOptions));
    MemoryTree tree(site.files);

    const Desired desired = read_environment(settings, tree);

    expect_sound(desired);
    EXPECT_TRUE(claim_by_id(desired, "prod/prod/users").planned());
    claims += desired.claims.claims.size() > 3 ? 1 : 0;
    errors += has_error(desired.findings) ? 1 : 0;
  }
  EXPECT_GT(claims, 300);
  EXPECT_GT(errors, 300);
}

TEST(ToolchainRobustness, DamagedOptionsGiveNoCrashAndNoHalfTruths) {
  int refused = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const ToolchainSite site = ToolchainSite{}.with("whole", "[users, notifications, oss-metrics]");
    EnvironmentSettings settings = site.settings();
    settings.options = read_yaml(damaged(kOptions, random), "pgberth.yaml").root;
    if (!settings.options) continue;
    MemoryTree tree(site.files);

    const Desired desired = read_environment(settings, tree);

    expect_sound(desired);
    if (count(desired, Code::BadSettings) == 0) continue;
    ++refused;
    const auto& only = desired.claims.claims;
    EXPECT_TRUE(only.empty());
  }
  EXPECT_GT(refused, 300);
}

}  // namespace
}  // namespace pgberth::testing
