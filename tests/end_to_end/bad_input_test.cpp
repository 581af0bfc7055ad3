#include <gtest/gtest.h>

#include "tests/support/site.h"
#include <fstream>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

const std::string kGlobal = R"(global:
  dev: false
  postgres:
    dbCreate: true
    master: {host: postgres.example.internal, username: postgres}
)";
const std::string kNothingElse = R"(arborist: {enabled: false}
audit: {enabled: false}
indexd: {enabled: false}
metadata: {enabled: false}
peregrine: {enabled: false}
sheepdog: {enabled: false}
wts: {enabled: false}
)";

struct BadValues {
  const char* name;
  std::string text;
  const char* code;   ///< What the program says it is …
  const char* where;  ///< … and where.
};

std::string fence(const std::string& postgres) {
  return kGlobal + kNothingElse + "fence:\n  postgres:\n" + postgres;
}

std::string alias_bomb() {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) text += (k == 0 ? "" : ", ") + last;
    text += "]\n";
  }
  return text;
}

/// Databases, roles and stored entries that there are, as one text.
std::string everything(const Site& site) {
  std::string text;
  for (const char* query :
       {"SELECT datname FROM pg_database ORDER BY 1", "SELECT rolname FROM pg_roles ORDER BY 1"})
    for (const std::string& row : site.postgres().ask("postgres", query)) text += row + "\n";
  return text + (fs::exists(site.store()) ? "store" : "no store");
}

class BadValuesTest : public testing::TestWithParam<BadValues> {};

TEST_P(BadValuesTest, AreNamedWithTheirPlaceAndTouchNothing) {
  const BadValues& bad = GetParam();
  Site site("bad");
  site.write_values_text(bad.text);
  const std::string before = everything(site);

  for (const char* command : {"validate", "diff", "apply"}) {
    const Finished answer = site.pgberth(command);

    EXPECT_EQ(answer.exit_code, 2) << command << answer.all();
    EXPECT_NE(answer.all().find(std::string("[") + bad.code + "]"), std::string::npos)
        << command << answer.all();
    EXPECT_NE(answer.all().find(std::string("values.yaml:") + bad.where), std::string::npos)
        << command << answer.all();
  }
  EXPECT_EQ(everything(site), before);
}

INSTANTIATE_TEST_SUITE_P(
    Values, BadValuesTest,
    testing::Values(
        BadValues{"BrokenYaml", "global:\n  a: [1, 2\nfence: x\n", "E105", "3:"},
        BadValues{"WrongType", fence("    port: 5432\n"), "E107", "15:11"},
        BadValues{"NotAMapping", "- a\n- b\n", "E110", "1:1"},
        BadValues{"LongName", fence("    database: " + std::string(64, 'x') + "\n"), "E302", "15:"},
        BadValues{"ReservedName", fence("    database: template1\n"), "E303", "15:"},
        BadValues{"ReservedRole", fence("    username: pg_monitor\n"), "E303", "15:"},
        BadValues{
            "TwoClaims",
            fence("    database: one\n    username: first\n") +
                "requestor:\n  enabled: true\n  postgres: {database: one, username: second}\n",
            "E305", "1"},
        BadValues{"AliasBomb", alias_bomb(), "E106", ""},
        BadValues{"NulByte", std::string("fence:\n  a: x\0y\n", 16), "E104", "2:7"},
        BadValues{"NotUtf8", "fence:\n  a: \xff\n", "E104", "2:6"}),
    [](const auto& bad) { return std::string(bad.param.name); });

TEST(BadFile, OfAHundredMegabytesIsRefusedUnread) {
  Site site("huge");
  site.write_values_text("");
  fs::resize_file(site.values(), 100'000'000);
  const std::string before = everything(site);

  for (const char* command : {"validate", "diff", "apply"}) {
    const Finished answer = site.pgberth(command);

    EXPECT_EQ(answer.exit_code, 2) << command;
    EXPECT_NE(answer.all().find("[E103]"), std::string::npos) << command << answer.all();
  }
  EXPECT_EQ(everything(site), before);
}

TEST(BadFile, ThatIsMissingIsNamed) {
  const Site site("missing");

  const Finished answer = site.pgberth("diff");

  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_NE(answer.all().find("[E101]"), std::string::npos) << answer.all();
  EXPECT_NE(answer.all().find("values.yaml"), std::string::npos) << answer.all();
}

/// The answer of apply with `server` in place of the site's own.
Finished apply_at(const Site& site, const std::string& uri) {
  std::vector<std::string> line = site.command_line("apply");
  for (std::string& word : line)
    if (word.starts_with("postgres.example.internal=")) word = "postgres.example.internal=" + uri;
  return run(line);
}

TEST(BadServer, ThatCannotBeReachedTouchesNothing) {
  Site site("unreachable");
  site.write_values({"alpha"});

  const Finished answer =
      apply_at(site, "postgresql://postgres@127.0.0.1:1/postgres?sslmode=disable");

  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_NE(answer.all().find("[E502]"), std::string::npos) << answer.all();
  EXPECT_FALSE(fs::exists(site.store()));
}

TEST(BadServer, ThatIsNotListedIsNeverContacted) {
  Site site("unlisted");
  site.write_values({"alpha"});
  std::vector<std::string> line = site.command_line("apply");
  for (std::string& word : line)
    if (word.starts_with("postgres.example.internal="))
      word = "other" + word.substr(word.find('='));

  const Finished answer = run(line);

  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_NE(answer.all().find("[E501]"), std::string::npos) << answer.all();
  EXPECT_FALSE(fs::exists(site.store()));
}

TEST(BadServer, ThatRefusesTheAdminsPasswordTouchesNothing) {
  Site site("password");
  site.write_values({"alpha"});
  std::ofstream(site.folder() / "admin-password") << "wrong";

  const Finished answer = site.pgberth("apply");

  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_NE(answer.all().find("[E503]"), std::string::npos) << answer.all();
  EXPECT_FALSE(fs::exists(site.store()));
}

TEST(BadServer, WhoseAdminLacksARightTouchesNothing) {
  Site site("rights");
  site.write_values({"alpha"});
  site.postgres().run("postgres", "CREATE ROLE poor_admin LOGIN PASSWORD 'p' CREATEDB");
  std::ofstream(site.folder() / "admin-password") << "p";

  const Finished answer =
      apply_at(site, "postgresql://poor_admin@127.0.0.1:" + site.postgres().port() +
                         "/postgres?sslmode=disable");

  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_NE(answer.all().find("[E504]"), std::string::npos) << answer.all();
  EXPECT_NE(answer.all().find("CREATEROLE"), std::string::npos) << answer.all();
  EXPECT_FALSE(fs::exists(site.store()));
}

TEST(BadServer, ThatIsReadOnlyTouchesNothing) {
  PostgresFixture standby({.parameters = {{"default_transaction_read_only", "on"}}});
  Site site("readonly", standby);
  site.write_values({"alpha"});

  const Finished answer = site.pgberth("apply");

  // The setting alone can be overruled in a session; a standby cannot. Either the work is done, or
  // nothing is.
  if (answer.exit_code == 0) GTEST_SKIP() << "the session may overrule the setting";
  EXPECT_FALSE(fs::exists(site.store()));
}

TEST(BadStore, ThatOthersCanReadIsRefused) {
  Site site("openstore");
  site.write_values({"alpha"});
  fs::create_directory(site.store());
  fs::permissions(site.store(), fs::perms(0755));

  const Finished answer = site.pgberth("apply");

  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_NE(answer.all().find("chmod"), std::string::npos) << answer.all();
  EXPECT_TRUE(fs::is_empty(site.store()));
}

TEST(BadStore, ThatCannotBeWrittenIsNamedAndNoRoleIsMade) {
  Site site("nostore");
  site.write_values({"alpha"});
  std::ofstream(site.store()) << "a file where the store should be";

  const Finished answer = site.pgberth("apply");

  EXPECT_EQ(answer.exit_code, 2) << answer.all();
  EXPECT_EQ(site.postgres().ask("postgres",
                                "SELECT count(*) FROM pg_roles WHERE rolname = 'alpha_nostore'"),
            std::vector<std::string>{"0"});
}

}  // namespace
}  // namespace pgberth
