// gen3's pull mode, where somebody else makes the entries, by the real program with a real
// Postgres: only the login tells whether a mark that no program can add is all that is missing.

#include "reconciler/adapters/base64.h"

#include <nlohmann/json.hpp>

#include "tests/aws/gen3_site.h"
#include "tests/support/steady.h"
#include <filesystem>

namespace pgberth {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// As much of AWS's own tool as the command needs: it answers what is in a file, and keeps what it
/// is given and how.
constexpr const char* kStandIn = R"(#!/bin/sh
here=$(dirname "$0")
case "$2" in
  get-secret-value) cat "$here/answer" ;;
  put-secret-value) cat > "$here/taken"; echo "$@" > "$here/arguments" ;;
esac
)";

class Gen3Pull : public Gen3WithAws {
 protected:
  /// An environment whose database and role a person made, with an entry that says `more`, too.
  Gen3InAws& made_by_hand(const std::string& name, const Json& more = Json::object()) {
    demo_ = std::make_unique<Gen3InAws>(region(), region().gate().url(), name);
    demo_->ask_for({"alpha"}, Gen3InAws::kPull, false);
    const std::string database = demo_->database_of("alpha");
    shared_postgres().run("postgres",
                          "CREATE ROLE " + database + " LOGIN PASSWORD 'canary by hand'");
    shared_postgres().run("postgres", "CREATE DATABASE " + database + " OWNER " + database);
    content_ = {{"database", database},
                {"username", database},
                {"password", "canary by hand"},
                {"host", "db.example.internal"},
                {"port", "5432"}};
    content_.update(more);
    return *demo_;
  }

  /// The command of the one W413; "" when there is none.
  static std::string command_in(const Finished& diff) {
    const std::string text = diff.all();
    const std::size_t begin = text.find("aws secretsmanager get-secret-value");
    if (count(text, "[W413]") != 1 || begin == std::string::npos) return "";
    return text.substr(begin, text.find('\n', begin) - begin);
  }

  /// A person pastes it; the tool of AWS is stood in for, and what it is given becomes the entry's
  /// next version.
  void paste(const std::string& command) {
    const std::string entry = demo_->entry_name("alpha");
    SettingsSite& site = demo_->site;
    site.write("bin/aws", kStandIn);
    fs::permissions(site.folder() / "bin/aws", fs::perms::owner_all);
    site.write("bin/answer", root().must("GetSecretValue", {{"SecretId", entry}}).dump());

    const Finished pasted =
        run({"sh", "-c", "PATH=" + (site.folder() / "bin").string() + ":$PATH; " + command});

    ASSERT_EQ(pasted.exit_code, 0) << pasted.all();
    EXPECT_EQ(pasted.out, "");
    EXPECT_EQ(bytes_of(site.folder() / "bin/arguments"),
              "secretsmanager put-secret-value --region " + region().gate().region() +
                  " --secret-id " + entry + " --secret-string file:///dev/stdin\n");
    const std::string taken = bytes_of(site.folder() / "bin/taken");
    Json expected = content_;
    expected["dbcreated"] = "true";
    EXPECT_EQ(Json::parse(taken, nullptr, false), expected);
    root().add_version(entry, taken);
  }

  std::unique_ptr<Gen3InAws> demo_{};
  Json content_{};
};

TEST_F(Gen3Pull, AMarkThatIsMissingIsToldOnceTheLoginWorks) {
  const Gen3InAws& demo = made_by_hand("marked");
  root().put(demo.entry_name("alpha"), content_.dump());

  const Finished diff = demo.site.pgberth("diff");

  EXPECT_EQ(diff.exit_code, 0) << diff.all();
  EXPECT_EQ(command_in(diff),
            "aws secretsmanager get-secret-value --region " + region().gate().region() +
                " --secret-id demo-marked-alpha-creds --output json"
                " | jq -c '(.SecretString // (.SecretBinary | @base64d) | fromjson) + "
                "{\"dbcreated\": \"true\"}' | aws secretsmanager put-secret-value --region " +
                region().gate().region() +
                " --secret-id demo-marked-alpha-creds --secret-string file:///dev/stdin")
      << diff.all();
  EXPECT_EQ(count(diff.all(), "canary"), 0);
  expect_steady(demo.site, shared_postgres());
}

TEST_F(Gen3Pull, TheCommandThatIsToldAddsTheMarkAndKeepsAllElse) {
  if (run({"jq", "--version"}).exit_code != 0) GTEST_SKIP() << "there is no jq";
  for (const bool binary : {false, true}) {
    SCOPED_TRACE(binary ? "SecretBinary" : "SecretString");
    const Gen3InAws& demo = made_by_hand(binary ? "bytes" : "pasted", {{"note", "it's \"mine\""}});
    const std::string entry = demo.entry_name("alpha");
    if (binary)
      root().put_binary(entry, to_base64(content_.dump()));
    else
      root().put(entry, content_.dump());
    const std::string command = command_in(demo.site.pgberth("diff"));
    ASSERT_NE(command, "");

    ASSERT_NO_FATAL_FAILURE(paste(command));

    const Finished after = demo.site.pgberth("diff");
    EXPECT_EQ(after.exit_code, 0) << after.all();
    EXPECT_EQ(count(after.all(), "[W413]"), 0) << after.all();
  }
}

TEST_F(Gen3Pull, AMarkIsNotAskedForWhereThePasswordIsWrong) {
  const Gen3InAws& demo = made_by_hand("wrong", {{"password", "canary of another"}});
  root().put(demo.entry_name("alpha"), content_.dump());

  const Finished diff = demo.site.pgberth("diff");

  EXPECT_EQ(count(diff.all(), "[W413]"), 0) << diff.all();
  EXPECT_EQ(count(diff.all(), "canary"), 0);
}

TEST_F(Gen3Pull, AMarkIsNotAskedForWhereTheServerIsNotListed) {
  const Gen3InAws& demo = made_by_hand("stranger", {{"host", "stranger.example.internal"}});
  root().put(demo.entry_name("alpha"), content_.dump());

  const Finished diff = demo.site.pgberth("diff");

  EXPECT_EQ(count(diff.all(), "[W413]"), 0) << diff.all();
  EXPECT_EQ(count(diff.all(), "aws secretsmanager put"), 0) << diff.all();
}

TEST_F(Gen3Pull, NothingIsMadeOfAnEntryThatMustComeFromSomebodyElse) {
  Gen3InAws demo = this->demo("awaited");
  demo.ask_for({"alpha"}, Gen3InAws::kPull);

  const Finished applied = demo.site.pgberth("apply");

  EXPECT_EQ(count(applied.all(), "[W308]"), 1) << applied.all();
  EXPECT_FALSE(root().exists(demo.entry_name("alpha")));
  EXPECT_EQ(
      shared_postgres().ask("postgres", "SELECT 1 FROM pg_roles WHERE rolname = 'alpha_awaited'"),
      std::vector<std::string>{});
}

}  // namespace
}  // namespace pgberth
