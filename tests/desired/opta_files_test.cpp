// Which files are read, and what is told of those that are not what they seem.

#include <gtest/gtest.h>

#include "tests/support/opta_values.h"

namespace pgberth::testing {
namespace {

TEST(OptaTrap, T5_LinksToOtherKindsOfModulesAreLeftAlone) {
  const Desired desired = opta_file(opta_app(
      "      - cache: [{cache_host: H, cache_auth_token: T}]\n"
      "      - documents: [{db_user: U, db_host: H, db_password: P}]\n      - cache: [write]\n"
      "      - {cache: ~, documents: x}\n      - cache\n"));

  EXPECT_TRUE(desired.claims.claims.empty());
  EXPECT_FALSE(has_error(desired.findings)) << listing(desired);
}

TEST(OptaTrap, T6_FilesThatAreNoOptaFilesOrOldOnesAreNamedAndNotRead) {
  for (const char* text : {"", "commonAnnotations: {a: b}\n", "modules: []\n",
                           "meta: {name: a}\nmodules: {db: {type: aws-rds}}\n",
                           "name: a\nmodules:\n  - Db: {type: aws-rds}\n"}) {
    const Desired desired = opta_file(text);
    EXPECT_EQ(count(desired, Code::NotValues), 1u) << text;
    EXPECT_TRUE(desired.claims.claims.empty());
  }
}

TEST(OptaTrap, T6_ATypeThatOnlyLooksLikePostgresIsSaid) {
  const Desired desired = opta_file(opta_module("type: aws-postgresql"));

  EXPECT_TRUE(desired.claims.claims.empty());
  EXPECT_EQ(count(desired, Code::NotCanonical), 1u);
}

TEST(OptaTrap, T6_TwoFilesOfOneNameDoNotMixTheirDatabases) {
  const Desired desired = opta({.files = {{"a.yaml", opta_module("type: postgres")},
                                          {"b.yaml", opta_module("type: postgres")}}});

  EXPECT_EQ(desired.claims.claims.size(), 2u);
  EXPECT_GE(count(desired, Code::ClaimsDisagree), 1u);
  EXPECT_TRUE(blocked_all(desired));
}

TEST(OptaTrap, T6_ABrokenFileTakesOnlyItsOwnClaims) {
  const Desired desired = opta(
      {.files = {{"a.yaml", opta_module("type: postgres")}, {"b.yaml", "name: b\nmodules: [\n"}}});

  EXPECT_FALSE(only_claim(desired).blocked);
  EXPECT_EQ(count(desired, Code::YamlSyntax), 1u);
}

TEST(OptaTrap, T7_ASingleFileMayHaveTheEnvironmentAndItsServices) {
  const Desired desired = opta_file(opta_app("      - db\n"), "environment: staging\n");

  EXPECT_TRUE(only_claim(desired).selected);
}

// Names of files become namespaces and paths: whoever writes values is not trusted.
TEST(OptaTrust, ANameThatIsNoNamespaceGivesNoEntry) {
  for (const char* name : {"../other", "a/b", "kube system", "App", "-a", "'\\e[31m'", "''"}) {
    const Desired desired = opta_file("name: " + std::string(name) +
                                      "\nproviders: {aws: {}}\nmodules:\n"
                                      "  - {type: k8s-service, links: [db]}\n"
                                      "  - {type: postgres, name: db}\n");
    EXPECT_TRUE(desired.claims.claims.empty()) << name;
    EXPECT_TRUE(has_error(desired.findings)) << name;
  }
}

TEST(OptaTrust, NamesOfModulesAreLettersAndDigits) {
  const Desired desired = opta_file(
      "name: app\nproviders: {aws: {}}\nmodules:\n  - {type: k8s-service, links: [../db]}\n"
      "  - {type: postgres, name: ../db}\n");

  EXPECT_TRUE(desired.claims.claims.empty());
  EXPECT_EQ(count(desired, Code::NameInvalid), 1u);
  EXPECT_EQ(count(desired, Code::LinkRefused), 1u);
}

TEST(OptaTrust, FilesThatValuesNameAreNeverOpened) {
  class Watched final : public Tree {
   public:
    Result<std::string> read(const std::string& path, std::size_t) override {
      read_.push_back(path);
      return std::string(
          "name: app\nenvironments: [{name: a, path: ../../etc/passwd}, {name: b, path: "
          "/etc/x}]\n");
    }
    Result<std::vector<std::string>> files(const std::string&) override {
      return std::vector<std::string>{};
    }
    std::vector<std::string> read_{};
  };
  Watched tree;

  const Desired desired = read_environment(
      {.name = EnvironmentName{"a"}, .dialect = "opta", .files = {"x/app.yaml"}}, tree);

  EXPECT_EQ(tree.read_, (std::vector<std::string>{"x/app.yaml"}));
}

TEST(OptaFiles, OfAFolderAreFoundWhenNoneIsListed) {
  MemoryTree tree({{"apps/a.yaml", opta_module("type: postgres")},
                   {"apps/b.yml", "name: b\norg_name: o\n"},
                   {"apps/README.md", "- not: yaml: at all\n"},
                   {"other/c.yaml", opta_module("type: postgres")}});

  const Desired desired = read_environment(
      {.name = EnvironmentName{"prod"}, .dialect = "opta", .folder = "apps"}, tree);

  EXPECT_EQ(desired.claims.claims.size(), 1u);
  EXPECT_FALSE(has_error(desired.findings));
}

TEST(OptaFiles, AnEnvironmentWithoutAnyIsAnError) {
  MemoryTree tree({});

  EXPECT_TRUE(has_error(
      read_environment({.name = EnvironmentName{"prod"}, .dialect = "opta"}, tree).findings));
}

}  // namespace
}  // namespace pgberth::testing
