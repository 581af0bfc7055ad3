// golden/toolchain/<case>/ holds a case.yaml (settings of the environment), its tree/ and what is
// made of them, in expected.txt. golden/toolchain/real/ holds what is made of each real file; the
// files themselves are not part of the repository.

#include "reconciler/text/yaml.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/list_desired.h"
#include "tests/support/toolchain_site.h"
#include "tests/support/values_conformance.h"
#include <algorithm>

namespace pgberth::testing {
namespace {

std::filesystem::path golden_folder() {
  return std::filesystem::path("desired") / "golden" / "toolchain";
}

std::filesystem::path source_folder() {
  return std::filesystem::path(PGBERTH_SOURCE_DIR) / "tests" / golden_folder();
}

EnvironmentSettings settings_of(const std::filesystem::path& folder) {
  const ValuePtr root = read_yaml(slurp(folder / "case.yaml"), "case.yaml").root;
  EnvironmentSettings settings{.name = EnvironmentName{"env"}, .dialect = "toolchain"};
  settings.options = child_of(root, "options");
  settings.folder = child_of(root, "folder")->text;
  settings.release = child_of(root, "release")->text;
  for (const Member& name : child_of(root, "namespaces")->children)
    settings.namespaces.push_back(name.value->text);
  return settings;
}

std::vector<std::filesystem::path> cases() {
  std::vector<std::filesystem::path> folders = cases_in(source_folder());
  std::erase_if(folders, [](const auto& folder) { return folder.filename() == "real"; });
  return folders;
}

class ToolchainGolden : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(ToolchainGolden, ATreeBecomesTheExpectedClaims) {
  FolderTree tree(GetParam() / "tree");

  const Desired desired = read_environment(settings_of(GetParam()), tree);

  expect_golden(golden_folder() / GetParam().filename() / "expected.txt", listing(desired));
}

INSTANTIATE_TEST_SUITE_P(Desired, ToolchainGolden, ::testing::ValuesIn(cases()),
                         [](const auto& each) { return each.param.filename().string(); });

EnvironmentSettings production() {
  return {.name = EnvironmentName{"prod"},
          .dialect = "toolchain",
          .release = "prod-db",
          .namespaces = {"staging", "prod"},
          .options = settings_text("servers: [{host: db.example.internal}]\n"
                                   "simpleDatabases: []\n"
                                   "developmentOnly: [notifications]\n")};
}

/// "users-api.txt" of "prod/…/users-api/values.yaml".
std::string golden_name(const std::string& path) {
  const std::filesystem::path file(path);
  return file.parent_path().filename().string() + ".txt";
}

// Files whose services have no database have an empty listing.
TEST(ToolchainRealFiles, EachBecomesTheExpectedClaims) {
  const auto data = shared_data("toolchain");
  if (!data) GTEST_SKIP() << "the real files are not here; set PGBERTH_SHARED";
  FolderTree tree(*data);
  const auto paths = tree.files("");
  ASSERT_TRUE(paths);

  for (const std::string& path : *paths) {
    SCOPED_TRACE(path);
    EnvironmentSettings settings = production();
    settings.files = {path};

    expect_golden(golden_folder() / "real" / golden_name(path),
                  listing(read_environment(settings, tree)));
  }
  EXPECT_EQ(paths->size(), 20u);
}

// All of them at once, as the repository has them: who shares what.
TEST(ToolchainRealFiles, TogetherBecomeTheExpectedClaims) {
  const auto data = shared_data("toolchain");
  if (!data) GTEST_SKIP() << "the real files are not here; set PGBERTH_SHARED";
  FolderTree tree(*data);
  EnvironmentSettings settings = production();
  settings.folder = "prod/helm/services";

  const Desired desired = read_environment(settings, tree);

  EXPECT_TRUE(desired.findings.empty());
  expect_golden(golden_folder() / "real" / "all.txt", listing(desired));
}

// What the documentation shows as options is understood.
TEST(ToolchainExample, TheOptionsOfTheReadmeAreUnderstood) {
  const std::string page = slurp(std::filesystem::path(PGBERTH_SOURCE_DIR) / "reconciler" /
                                 "desired" / "toolchain" / "README.md");
  const std::size_t begin = page.find("```yaml\n") + 8;
  EnvironmentSettings settings = production();
  settings.options = settings_text(page.substr(begin, page.find("```", begin) - begin));
  const ToolchainSite site = ToolchainSite{}.with("users-ui", "[users]");
  MemoryTree tree(site.files);

  const Desired desired = read_environment(settings, tree);

  EXPECT_TRUE(desired.findings.empty()) << desired.findings.front().what;
  EXPECT_EQ(constant(claim_by_id(desired, "prod/prod/users"), Field::Host),
            "users.example.internal");
  EXPECT_TRUE(desired.claims.claims.contains(ClaimId{"prod/posthog"}));
}

// The example that the documentation runs: nothing in it may surprise anybody.
TEST(ToolchainExample, AsksForClaimsWithoutAnyFinding) {
  const auto folder =
      std::filesystem::path(PGBERTH_SOURCE_DIR) / "values-examples" / "toolchain-cluster";
  FolderTree tree(folder);
  EnvironmentSettings settings = production();
  settings.folder = "services";
  settings.options = settings_text(slurp(folder / "options.yaml"));

  const Desired desired = read_environment(settings, tree);

  EXPECT_TRUE(desired.findings.empty());
  EXPECT_EQ(desired.claims.claims.size(), 7u);
}

}  // namespace
}  // namespace pgberth::testing
