#include <gtest/gtest.h>

#include "tests/support/toolchain_site.h"

namespace pgberth::testing {
namespace {

using Lines = std::vector<std::string>;

Desired with_options(const std::string& options) {
  ToolchainSite site = ToolchainSite{}.with("users-ui", "[users]");
  site.options = options;
  return site.read();
}

struct BadOption {
  std::string options;
  std::string where;
};

class BadOptions : public ::testing::TestWithParam<BadOption> {};

// Options that are not understood could be the ones that keep a database from being made, so
// nothing is made at all.
TEST_P(BadOptions, LeaveTheEnvironmentWithoutClaims) {
  const Desired desired = with_options(GetParam().options);

  EXPECT_EQ(briefly(desired.findings), Lines{"E706 pgberth.yaml:" + GetParam().where});
  EXPECT_TRUE(desired.findings.at(0).claims.empty());
  EXPECT_TRUE(desired.claims.claims.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Toolchain, BadOptions,
    ::testing::Values(
        BadOption{"developmentonly: [a]\n", "1:1"}, BadOption{"databases: users\n", "1:12"},
        BadOption{"databases: [users, 3]\n", "1:20"}, BadOption{"allowed: [Users]\n", "1:11"},
        BadOption{"allowed: [../users]\n", "1:11"}, BadOption{"locale: true\n", "1:9"},
        BadOption{"locale: ''\n", "1:9"}, BadOption{"loginNames: production\n", "1:13"},
        BadOption{"adminDatabases: [users]\n", "1:17"},
        BadOption{"adminDatabases: {servce: a}\n", "1:18"},
        BadOption{"servers: {host: a}\n", "1:10"}, BadOption{"servers: [a]\n", "1:11"},
        BadOption{"servers: [{port: 1}]\n", "1:11"}, BadOption{"servers: [{host: 1}]\n", "1:18"},
        BadOption{"servers: [{host: a, port: 0}]\n", "1:27"},
        BadOption{"servers: [{host: a, port: 5432x}]\n", "1:27"},
        BadOption{"servers: [{host: a, port: [1]}]\n", "1:27"},
        BadOption{"servers: [{host: a, user: b}]\n", "1:21"},
        BadOption{"servers: [{host: a}, {host: b}]\n", "1:29"},
        BadOption{"servers: [{host: a}, {host: a, databases: [b]}]\n", "1:29"},
        BadOption{"servers: [{host: a, databases: [u]}, {host: b, databases: [u]}]\n", "1:60"},
        BadOption{"simpleDatabases: [a]\ndatabases: [a]\n", "2:13"}));

TEST(ToolchainOptions, NoneAtAllMeansThatNoServerIsKnown) {
  const ToolchainSite site = ToolchainSite{}.with("users-ui", "[users]");
  EnvironmentSettings settings = site.settings();
  settings.options = nullptr;
  MemoryTree tree(site.files);

  const Desired desired = read_environment(settings, tree);

  EXPECT_EQ(count(desired, Code::ServerNotListed), 1u);
  EXPECT_TRUE(claim_by_id(desired, "prod/prod/users").blocked);
}

TEST(ToolchainOptions, NullOptionsAreOptionsThatAreNotThere) {
  const Desired desired = with_options(
      "servers: [{host: a, port: '6432', databases: null, adminUsername: null}]\n"
      "allowed: null\ndatabases: null\nadminDatabases: null\nlocale: null\nloginNames: null\n");

  EXPECT_TRUE(desired.findings.empty());
  EXPECT_EQ(constant(claim_by_id(desired, "prod/prod/users"), Field::Port), "6432");
}

TEST(ToolchainOptions, AnEmptyListOfAllowedDatabasesAllowsNone) {
  const Desired desired = with_options("servers: [{host: a}]\nallowed: []\n");

  EXPECT_FALSE(claim_by_id(desired, "prod/prod/users").selected);
}

TEST(ToolchainOptions, OneLoginRoleCannotServeSeveralNamespaces) {
  const Desired desired = with_options("servers: [{host: a}]\nloginNames: development\n");

  EXPECT_EQ(briefly(desired.findings), Lines{"E706 "});
  EXPECT_TRUE(desired.claims.claims.empty());
}

TEST(ToolchainOptions, NamespacesMustBeNamedAndSound) {
  ToolchainSite site = ToolchainSite{}.with("users-ui", "[users]");
  for (const std::vector<std::string>& namespaces : {std::vector<std::string>{},
                                                     {""},
                                                     {"prod", "../up"},
                                                     {"Prod"},
                                                     {"a_b"},
                                                     {std::string(64, 'a')}}) {
    site.namespaces = namespaces;
    EXPECT_EQ(briefly(site.read().findings), Lines{"E706 "});
    EXPECT_TRUE(site.read().claims.claims.empty());
  }
  site.namespaces = {"prod", "prod"};
  site.with_options("simpleDatabases: [posthog]\n");
  EXPECT_EQ(ids_of(site.read()), (Lines{"prod/posthog", "prod/prod/users"}));
  EXPECT_EQ(claim_by_id(site.read(), "prod/posthog").places.size(), 1u);
}

TEST(ToolchainOptions, ASimpleDatabaseNeedsARelease) {
  ToolchainSite site = ToolchainSite{}.with("users-ui", "[users]");
  site.with_options("simpleDatabases: [posthog]\n");
  EnvironmentSettings settings = site.settings();
  settings.release = "../x";
  MemoryTree tree(site.files);

  const Desired desired = read_environment(settings, tree);

  EXPECT_TRUE(claim_by_id(desired, "prod/posthog").blocked);
  EXPECT_FALSE(claim_by_id(desired, "prod/prod/users").blocked);
}

TEST(ToolchainOptions, PolicyDecidesOverCreating) {
  const ToolchainSite site = ToolchainSite{}.with("users-ui", "[users]");
  EnvironmentSettings settings = site.settings();
  settings.policy = {.create = Policy::Create::Never, .local_secret = Policy::LocalSecret::Expect};
  MemoryTree tree(site.files);

  const Claim claim = claim_by_id(read_environment(settings, tree), "prod/prod/users");

  EXPECT_FALSE(claim.may_create.any());
  EXPECT_TRUE(claim.create_asked);
  EXPECT_FALSE(claim.places.at(0).may_create());
}

TEST(ToolchainOptions, FilesThatAreNamedAreReadWhereverTheyLie) {
  ToolchainSite site;
  site.files["base/values.yaml"] = "name: a\ndbs: [users]\n";
  EnvironmentSettings settings = site.settings();
  settings.files = {"base/values.yaml", "gone.yaml"};
  MemoryTree tree(site.files);

  const Desired desired = read_environment(settings, tree);

  EXPECT_EQ(desired.claims.claims.size(), 2u);
  EXPECT_EQ(briefly(desired.findings), Lines{"E101 gone.yaml"});
}

TEST(ToolchainOptions, AFolderMayEndInASlash) {
  const ToolchainSite site = ToolchainSite{}.with("users-ui", "[users]");
  EnvironmentSettings settings = site.settings();
  settings.folder = "services/";
  MemoryTree tree(site.files);

  EXPECT_EQ(read_environment(settings, tree).claims.claims.size(), 2u);
}

TEST(ToolchainOptions, WhatIsNotMadeNeedsNoServer) {
  const Desired desired = with_options("deprecatedDatabases: [users]\n");

  EXPECT_EQ(briefly(desired.findings), Lines{"W223 services/users-ui/values.yaml:2:7"});
}

TEST(ToolchainOptions, AFolderWithoutValuesFilesIsAnErrorUnlessListsAsk) {
  ToolchainSite site;
  EXPECT_EQ(count(site.read(), Code::FileMissing), 1u);

  site.with_options("databases: [users]\n");

  EXPECT_TRUE(site.read().findings.empty());
  EXPECT_EQ(site.read().claims.claims.size(), 2u);
}

}  // namespace
}  // namespace pgberth::testing
