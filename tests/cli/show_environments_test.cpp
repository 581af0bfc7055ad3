// `show environments` on a made-up checkout, from its words to its output.

#include "reconciler/adapters/file/folder_tree.h"
#include "reconciler/cli/run.h"

#include <gtest/gtest.h>

#include "tests/cli/stub_parts.h"
#include "tests/support/memory_repository.h"
#include "tests/support/temp_dir.h"
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

struct Ended {
  int code;
  std::string out;
  std::string err;
};

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

std::string application(const std::string& name, const std::string& source) {
  return "apiVersion: argoproj.io/v1alpha1\n"
         "kind: Application\n"
         "metadata: {name: " +
         name +
         "}\n"
         "spec:\n"
         "  destination: {namespace: " +
         name +
         "-ns}\n"
         "  sources:\n"
         "    - " +
         source +
         "\n"
         "    - {repoURL: 'https://git.example.org/team/values.git', ref: mine}\n";
}

/// Four environments: by an application, by one with a password in its manifest, by a folder, and
/// one that another repository completes.
class Checkout {
 public:
  Checkout() {
    repository_.urls = {"git@git.example.org:team/values"};
    write(dir_ / "qa/values.yaml", "fence: {enabled: true}\n");
    write(dir_ / "apps/qa.yaml",
          application("qa",
                      "{repoURL: x, chart: gen3, targetRevision: 0.2.90, helm: "
                      "{releaseName: gen3, valueFiles: [$mine/qa/values.yaml]}}"));
    write(dir_ / "apps/inline.yaml",
          application("inline",
                      "{repoURL: x, chart: gen3, helm: {parameters: [{name: "
                      "'fence..password', value: hunter2}]}}"));
    write(dir_ / "apps/partly.yaml",
          application("partly", "{repoURL: x, path: gen3, helm: {valueFiles: [a.yaml]}}"));
    write(dir_ / "site.example.org/values/values.yaml", "global: {}\nfence: {enabled: true}\n");
  }

  Ended show(std::vector<std::string> more = {}) const {
    testing::StubParts stub;
    Parts parts = stub.parts();
    parts.confined_tree = [](const std::string& folder) -> std::unique_ptr<Tree> {
      return std::make_unique<FolderTree>(folder, FolderTree::Reach::Confined);
    };
    parts.open_repository = [this](const std::string&) -> Result<std::unique_ptr<Repository>> {
      return std::unique_ptr<Repository>(
          std::make_unique<testing::BorrowedRepository>(repository_));
    };
    std::vector<std::string> arguments{"show", "environments", dir_.str()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::ostringstream out;
    std::ostringstream err;
    const int code =
        run({.arguments = arguments,
             .environment = [](const std::string&) { return std::optional<std::string>(); },
             .out = out,
             .err = err},
            parts);
    return {code, out.str(), err.str()};
  }

  const TempDir& dir() const { return dir_; }

 private:
  TempDir dir_{};
  mutable testing::MemoryRepository repository_{};
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(ShowEnvironments, ListsThoseOfACheckoutWithoutSettings) {
  const Checkout checkout;

  const Ended ended = checkout.show({"--fail-on", "findings"});

  EXPECT_EQ(ended.err, "");
  EXPECT_TRUE(has(ended.out, "inline  gen3  not whole\n")) << ended.out;
  EXPECT_TRUE(has(ended.out, "partly  gen3  not whole\n")) << ended.out;
  EXPECT_TRUE(has(ended.out,
                  "qa  gen3\n  release    gen3\n  namespace  qa-ns\n"
                  "  chart      0.2.90\n  files      qa/values.yaml\n"
                  "  found at   apps/qa.yaml:3:18\n"))
      << ended.out;
  EXPECT_TRUE(has(ended.out, "site.example.org  gen3\n")) << ended.out;
  EXPECT_TRUE(has(ended.out, "4 environments, ")) << ended.out;
  EXPECT_EQ(ended.code, 2);
}

TEST(ShowEnvironments, KnowsTheRepositoryByItsRemotes) {
  const Ended ended = Checkout().show();

  EXPECT_FALSE(has(ended.out, "is taken for this repository")) << ended.out;
}

TEST(ShowEnvironments, ShowsNoLineOfAManifest) {
  const Ended ended = Checkout().show();

  EXPECT_TRUE(has(ended.out, "apps/inline.yaml:7:")) << ended.out;
  EXPECT_FALSE(has(ended.out, "hunter2")) << ended.out;
}

TEST(ShowEnvironments, AnswersJson) {
  const Ended ended = Checkout().show({"--output", "json"});

  EXPECT_TRUE(ended.out.starts_with("{\n  \"schema\": \"pgberth/environments/v1\"")) << ended.out;
  EXPECT_TRUE(has(ended.out, "\"name\": \"site.example.org\"")) << ended.out;
}

TEST(ShowEnvironments, FailsWhereThereIsNoFolder) {
  const Checkout checkout;
  fs::remove_all(checkout.dir().path() / "apps");
  fs::remove_all(checkout.dir().path() / "site.example.org");

  EXPECT_EQ(checkout.show().code, 0);
  fs::remove_all(checkout.dir().path());
  const Ended ended = checkout.show();

  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(has(ended.out, "0 environments, 1 error")) << ended.out;
}

TEST(ShowEnvironments, TakesOneFolder) {
  const Ended ended = Checkout().show({"another"});

  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(has(ended.err, "more than one folder")) << ended.err;
}

}  // namespace
}  // namespace pgberth
