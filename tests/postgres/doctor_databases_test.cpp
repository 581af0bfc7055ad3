#include "reconciler/adapters/postgres/connect.h"
#include "reconciler/adapters/postgres/postgres_server.h"

#include <gtest/gtest.h>

#include "tests/support/checks.h"
#include "tests/support/postgres_doctor.h"
#include <fstream>
#include <sstream>
#include <vector>

// Databases that are there and belong to somebody else or take no session, and host rules that
// let nobody into new ones.

namespace pgberth {
namespace {

/// As gen3 asks for it: the login is given the database and the schema.
ServerWork granted_work(const std::string& name) {
  ServerWork work = gen3_work(name);
  work.grants = {
      {DatabaseName(name),
       {{RoleName(name), {{On::Database, "ALL"}, {On::Schema, "ALL"}, {On::Tables, "ALL"}}}}}};
  return work;
}

class DoctorDatabasesTest : public DoctorTest {
 protected:
  void make(const std::string& name) {
    postgres_.run("postgres", "CREATE ROLE " + name + " LOGIN");
    postgres_.run("postgres", "CREATE DATABASE " + name);
  }
  int version() { return std::stoi(postgres_.ask("postgres", "SHOW server_version_num").at(0)); }
};

TEST_F(DoctorDatabasesTest, CuresADatabaseThatAllowsNoConnections) {
  make("closed");
  postgres_.run("postgres", "ALTER DATABASE closed ALLOW_CONNECTIONS false");
  const std::string user = admin(kPlain);

  const auto before = lacks(examined(user, gen3_work("closed")));
  postgres_.run("postgres", "ALTER DATABASE \"closed\" ALLOW_CONNECTIONS true;");

  EXPECT_EQ(before, (std::vector<std::string>{"connections to database \"closed\": ALTER DATABASE "
                                              "\"closed\" ALLOW_CONNECTIONS true;"}));
  EXPECT_EQ(lacks(examined(user, gen3_work("closed"))), std::vector<std::string>{});
}

TEST_F(DoctorDatabasesTest, CuresADatabaseWhoseLimitLetsNobodyIn) {
  make("limited");
  const std::string user = admin(kPlain);
  const std::vector<std::string> cure{
      "connections to database \"limited\": ALTER DATABASE \"limited\" CONNECTION LIMIT -1;"};

  postgres_.run("postgres", "ALTER DATABASE limited CONNECTION LIMIT 0");
  EXPECT_EQ(lacks(examined(user, gen3_work("limited"))), cure);
  postgres_.run("postgres", "ALTER DATABASE limited CONNECTION LIMIT 1");
  EXPECT_EQ(lacks(examined(user, gen3_work("limited"))), std::vector<std::string>{});
  const RawConnection busy = connect(
      postgres_.address(),
      {.database = DatabaseName("limited"), .user = "postgres", .password = postgres_.password()});
  EXPECT_EQ(lacks(examined(user, gen3_work("limited"))), cure);
  postgres_.run("postgres", "ALTER DATABASE \"limited\" CONNECTION LIMIT -1;");
  EXPECT_EQ(lacks(examined(user, gen3_work("limited"))), std::vector<std::string>{});
}

TEST_F(DoctorDatabasesTest, LetsASuperuserThroughALimit) {
  make("for_all");
  postgres_.run("postgres", "ALTER DATABASE for_all CONNECTION LIMIT 0");
  PostgresServer server(postgres_.address(), clock_, entropy_);

  EXPECT_EQ(lacks(server.examine(gen3_work("for_all"))), std::vector<std::string>{});
}

TEST_F(DoctorDatabasesTest, NamesTheRightToCreateAnExtensionInADatabaseOfOthers) {
  if (version() < 130000) GTEST_SKIP() << "only superusers create this one before 13";
  make("theirs");
  ServerWork work = gen3_work("theirs");
  work.extensions = {{"ltree", true}};
  const std::string user = admin(kPlain);
  ServerAddress address = postgres_.address(user, kPassword);
  PostgresServer server(std::move(address), clock_, entropy_);

  const auto before = lacks(examined(user, work));
  const auto refused = server.create_extension(DatabaseName("theirs"), "ltree");
  postgres_.run("postgres", "GRANT CREATE ON DATABASE \"theirs\" TO " + quoted_ + ";");
  const auto after = lacks(examined(user, work));
  const auto created = server.create_extension(DatabaseName("theirs"), "ltree");

  EXPECT_EQ(before, (std::vector<std::string>{"extension \"ltree\": GRANT CREATE ON DATABASE "
                                              "\"theirs\" TO " +
                                              quoted_ + ";"}));
  EXPECT_FALSE(refused);
  EXPECT_EQ(after, std::vector<std::string>{});
  EXPECT_TRUE(created) << created.error().what;
}

TEST_F(DoctorDatabasesTest, AsksForNoRightWhereTheExtensionIsThere) {
  make("with_it");
  postgres_.run("with_it", "CREATE EXTENSION ltree");
  ServerWork work = gen3_work("with_it");
  work.extensions = {{"ltree", true}};

  EXPECT_EQ(missing(kPlain, work), std::vector<std::string>{});
}

TEST_F(DoctorDatabasesTest, NamesWhatOnlyTheOwnerOfADatabaseCanGive) {
  make("foreign_one");
  const std::string user = admin(kPlain);

  const auto before = examined(user, granted_work("foreign_one"));
  const Check* check = find(before, "owner of database \"foreign_one\"");
  ASSERT_NE(check, nullptr);
  std::string cure = check->cure;
  EXPECT_EQ(lacks(before).size(), 1u);
  EXPECT_NE(cure.find("\nGRANT ALL ON DATABASE \"foreign_one\" TO "
                      "\"foreign_one\";"),
            std::string::npos)
      << cure;
  if (version() >= 150000) {
    EXPECT_NE(cure.find("\nGRANT ALL ON SCHEMA public TO \"foreign_one\";"), std::string::npos)
        << cure;
  }
  // `\connect` is psql's; the rest is pasted there.
  cure.erase(cure.find("\\connect"),
             cure.find('\n', cure.find("\\connect")) - cure.find("\\connect"));
  postgres_.run("foreign_one", cure);

  EXPECT_EQ(lacks(examined(user, granted_work("foreign_one"))), std::vector<std::string>{});
}

TEST_F(DoctorDatabasesTest, TellsThatTheRoleHasToBeThereBeforeItIsGivenAnything) {
  postgres_.run("postgres", "CREATE DATABASE without_role");

  const auto checks = examined(admin(kPlain), granted_work("without_role"));

  const Check* check = find(checks, "owner of database \"without_role\"");
  ASSERT_NE(check, nullptr);
  EXPECT_NE(check->cure.find("once the role is there"), std::string::npos) << check->cure;
}

TEST_F(DoctorDatabasesTest, AsksNothingOfTheOwnersThatTheAdminActsAs) {
  make("acted_for");
  postgres_.run("postgres",
                "CREATE ROLE acted_owner; ALTER DATABASE acted_for OWNER TO acted_owner");

  EXPECT_EQ(missing(kPlain + "GRANT acted_owner TO ADMIN_", granted_work("acted_for")),
            std::vector<std::string>{});
}

/// Writes what the cure says to the host rules, above those that are there.
void paste_rule(const PostgresFixture& postgres, const std::string& cure) {
  const std::string file = postgres.ask("postgres", "SHOW hba_file").at(0);
  std::ostringstream rules;
  rules << std::ifstream(file).rdbuf();
  std::ofstream(file) << cure.substr(0, cure.find("\nSELECT")) << '\n' << rules.str();
  postgres.run("postgres", cure.substr(cure.find("SELECT")));
}

TEST_F(DoctorDatabasesTest, CuresHostRulesThatLetTheAdminIntoNoNewDatabase) {
  const PostgresFixture postgres({.host_rules = {"host postgres adm 127.0.0.1/32 scram-sha-256",
                                                 "host all adm 127.0.0.1/32 reject"}});
  postgres.run("postgres", "CREATE ROLE adm LOGIN CREATEDB CREATEROLE PASSWORD 'x'");
  PostgresServer server(postgres.address("adm", kPassword), clock_, entropy_);

  const auto before = server.examine(gen3_work("a"));
  const Check* check = find(before, "pg_hba.conf");
  ASSERT_NE(check, nullptr);
  EXPECT_EQ(check->verdict, Verdict::Missing);
  EXPECT_EQ(check->cure,
            "# in pg_hba.conf, above the line that refuses:\n"
            "host all \"adm\" 127.0.0.1/32 scram-sha-256\n"
            "SELECT pg_reload_conf();");
  paste_rule(postgres, check->cure);
  std::vector<std::string> after{"never looked"};
  for (int i = 0; i < 200 && !after.empty(); ++i) {
    after = lacks(server.examine(gen3_work("a")));
    clock_.sleep(std::chrono::milliseconds(20));
  }

  EXPECT_EQ(after, std::vector<std::string>{});
}

TEST_F(DoctorDatabasesTest, CuresHostRulesThatLetTheAdminIntoNoDatabaseThatIsThere) {
  const PostgresFixture postgres({.host_rules = {"host postgres adm 127.0.0.1/32 scram-sha-256",
                                                 "host all adm 127.0.0.1/32 reject"}});
  postgres.run("postgres", "CREATE ROLE adm LOGIN PASSWORD 'x'; CREATE ROLE there LOGIN");
  postgres.run("postgres", "CREATE DATABASE there");
  PostgresServer server(postgres.address("adm", kPassword), clock_, entropy_);

  const auto checks = server.examine(gen3_work("there"));

  ASSERT_NE(find(checks, "pg_hba.conf"), nullptr);
  EXPECT_EQ(find(checks, "pg_hba.conf")->verdict, Verdict::Missing);
}

TEST_F(DoctorDatabasesTest, TriesNoLoginWhereNothingIsToBeDone) {
  const PostgresFixture postgres({.host_rules = {"host postgres adm 127.0.0.1/32 scram-sha-256",
                                                 "host all adm 127.0.0.1/32 reject"}});
  postgres.run("postgres", "CREATE ROLE adm LOGIN PASSWORD 'x'");
  PostgresServer server(postgres.address("adm", kPassword), clock_, entropy_);

  EXPECT_EQ(lacks(server.examine({})), std::vector<std::string>{});
}

}  // namespace
}  // namespace pgberth
