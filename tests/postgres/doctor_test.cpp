#include "reconciler/adapters/postgres/postgres_server.h"

#include <gtest/gtest.h>

#include "tests/support/checks.h"
#include "tests/support/postgres_doctor.h"
#include "tests/support/server_log.h"
#include <vector>

// Admins who lack one thing each: what is said to be missing is that and nothing else.

namespace pgberth {
namespace {

TEST_F(DoctorTest, FindsNothingMissingForAnAdminWhoCanWork) {
  const std::vector<Check> checks = examined(admin(kPlain), gen3_work("fine"));

  EXPECT_EQ(lacks(checks), std::vector<std::string>{});
  ASSERT_NE(find(checks, kWhoWeAre), nullptr);
  EXPECT_NE(find(checks, kWhoWeAre)->seen.find("with CREATEROLE, with CREATEDB"),
            std::string::npos);
  ASSERT_NE(find(checks, kIdentity), nullptr);
  EXPECT_NE(find(checks, kIdentity)
                ->seen.find(postgres_.ask("postgres",
                                          "SELECT system_identifier FROM pg_control_system()")[0]),
            std::string::npos);
}

TEST_F(DoctorTest, FindsNothingMissingForASuperuser) {
  PostgresServer server(postgres_.address(), clock_, entropy_);

  EXPECT_EQ(lacks(server.examine(owned_work("super"))), std::vector<std::string>{});
}

TEST_F(DoctorTest, NamesTheOneAttributeThatIsMissing) {
  EXPECT_EQ(missing("CREATE ROLE ADMIN_ LOGIN CREATEROLE PASSWORD 'x'", gen3_work("a")),
            (std::vector<std::string>{"CREATEDB: ALTER ROLE ADMIN_ CREATEDB;"}));
  EXPECT_EQ(missing("CREATE ROLE ADMIN_ LOGIN CREATEDB PASSWORD 'x'", gen3_work("a")),
            (std::vector<std::string>{"CREATEROLE: ALTER ROLE ADMIN_ CREATEROLE;"}));
}

TEST_F(DoctorTest, AsksForNoRightThatNobodyNeeds) {
  EXPECT_EQ(missing("CREATE ROLE ADMIN_ LOGIN PASSWORD 'x'", {}), std::vector<std::string>{});
}

TEST_F(DoctorTest, CuresByTheStatementThatItNames) {
  const std::string user = admin("CREATE ROLE ADMIN_ LOGIN CREATEROLE PASSWORD 'x'");
  const std::vector<Check> before = examined(user, gen3_work("a"));
  ASSERT_NE(find(before, "CREATEDB"), nullptr);

  postgres_.run("postgres", find(before, "CREATEDB")->cure);

  EXPECT_EQ(lacks(examined(user, gen3_work("a"))), std::vector<std::string>{});
}

TEST_F(DoctorTest, NamesDatabasesThatItCannotLookInto) {
  postgres_.run("postgres", "CREATE DATABASE shut");
  postgres_.run("postgres", "CREATE ROLE shut LOGIN");
  postgres_.run("postgres", "REVOKE CONNECT ON DATABASE shut FROM PUBLIC");

  EXPECT_EQ(missing(kPlain, gen3_work("shut")),
            (std::vector<std::string>{"CONNECT on database \"shut\": GRANT CONNECT ON DATABASE "
                                      "\"shut\" TO ADMIN_;"}));
}

TEST_F(DoctorTest, NamesTheMembershipThatRdsAsksFor) {
  EXPECT_EQ(
      missing(kPlain + "ALTER ROLE ADMIN_ SET rds.restrict_password_commands = on", gen3_work("a")),
      (std::vector<std::string>{"rds.restrict_password_commands: GRANT rds_password TO ADMIN_;"}));
  EXPECT_EQ(missing("CREATE ROLE rds_password;" + kPlain +
                        "ALTER ROLE ADMIN_ SET rds.restrict_password_commands = on;"
                        "GRANT rds_password TO ADMIN_",
                    gen3_work("a")),
            std::vector<std::string>{});
  postgres_.run("postgres", "DROP ROLE rds_password");
}

TEST_F(DoctorTest, NamesExtensionsThatCannotBeHad) {
  ServerWork work = gen3_work("a");
  work.extensions = {{"no_such_extension", true}};

  EXPECT_EQ(
      missing(kPlain, work),
      (std::vector<std::string>{"extension \"no_such_extension\": Install the package that has "
                                "no_such_extension.control where the server runs."}));
}

TEST_F(DoctorTest, NamesWhereASuperuserHasToCreateAnExtension) {
  postgres_.run("postgres", "CREATE DATABASE made TEMPLATE template0");
  postgres_.run("postgres", "CREATE DATABASE own_template TEMPLATE template0 IS_TEMPLATE true");
  ServerWork work = gen3_work("made");
  work.creates.insert(DatabaseName("unmade"));
  work.templates = {DatabaseName("own_template")};
  work.extensions = {{"pgstattuple", true}};

  const auto before = missing(kPlain, work);
  postgres_.run("made", "CREATE EXTENSION pgstattuple");
  const auto between = missing(kPlain, work);
  postgres_.run("own_template", "CREATE EXTENSION pgstattuple");
  const auto after = missing(kPlain, work);

  const std::string about = "extension \"pgstattuple\": -- as a superuser";
  const auto in = [](const std::string& database) {
    return "\n\\connect \"" + database + "\"\nCREATE EXTENSION \"pgstattuple\" SCHEMA public;";
  };
  EXPECT_EQ(before, (std::vector<std::string>{about + in("made") + in("own_template")}));
  EXPECT_EQ(between, (std::vector<std::string>{about + in("own_template")}));
  EXPECT_EQ(after, std::vector<std::string>{});
}

TEST_F(DoctorTest, NamesATemplateThatOthersMayNotCopy) {
  ServerWork work = gen3_work("a");
  work.templates = {DatabaseName("private"), DatabaseName("absent")};
  postgres_.run("postgres", "CREATE DATABASE private");

  EXPECT_EQ(missing(kPlain, work),
            (std::vector<std::string>{
                "template \"absent\": CREATE DATABASE \"absent\" TEMPLATE template0 IS_TEMPLATE "
                "true;",
                "template \"private\": ALTER DATABASE \"private\" IS_TEMPLATE true;"}));
}

TEST_F(DoctorTest, NamesRolesThatAnotherAdminMade) {
  const auto programs = postgres_programs(16) ? postgres_programs(16) : postgres_programs(18);
  if (!programs) GTEST_SKIP() << "PGBERTH_PG_16 does not name a Postgres";
  const PostgresFixture newer({.bin = *programs});
  newer.run("postgres",
            "CREATE ROLE adm LOGIN CREATEDB CREATEROLE PASSWORD 'x'; CREATE ROLE theirs LOGIN");
  PostgresServer server(newer.address("adm", kPassword), clock_, entropy_);

  EXPECT_EQ(lacks(server.examine(gen3_work("theirs"))),
            (std::vector<std::string>{"ADMIN OPTION on role \"theirs\": GRANT \"theirs\" TO "
                                      "\"adm\" WITH ADMIN OPTION;"}));
  newer.run("postgres", "GRANT theirs TO adm WITH ADMIN OPTION");
  EXPECT_EQ(lacks(server.examine(gen3_work("theirs"))), std::vector<std::string>{});
}

TEST_F(DoctorTest, WritesNothingAndLeavesNoSessionThatCannotWrite) {
  const std::string user = admin(kPlain);
  const std::string before = postgres_.log();
  PostgresServer server(postgres_.address(user, kPassword), clock_, entropy_);

  (void)server.examine(owned_work("untouched"));

  EXPECT_EQ(changes_in(new_lines(postgres_, before)), std::vector<std::string>{});
  EXPECT_GT(count(new_lines(postgres_, before), "SET default_transaction_read_only = on"), 0);
  EXPECT_TRUE(server.create_role({.name = RoleName("made_afterwards")}, &kPassword));
}

}  // namespace
}  // namespace pgberth
