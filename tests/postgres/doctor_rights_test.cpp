#include "reconciler/adapters/postgres/postgres_server.h"
#include "reconciler/base/identifier.h"

#include <gtest/gtest.h>

#include "tests/support/checks.h"
#include "tests/support/postgres_doctor.h"
#include <vector>

// Attributes that one admin needs and another does not: what is said agrees with what then happens.

namespace pgberth {
namespace {

/// What became of a database for which everything was made, as `apply` does it.
Result<Creation> made(PostgresServer& server, const std::string& name, const RoleName& owner) {
  const DatabaseName database(name);
  const RoleName role(name);
  if (auto role_made = server.create_role({.name = role}, &kPassword); !role_made) return role_made;
  const RoleName& acting = owner.empty() ? role : owner;
  if (!owner.empty())
    if (auto owner_made = server.create_role({.name = owner, .login = false}, nullptr); !owner_made)
      return owner_made;
  if (auto borrowed = server.borrow(acting); !borrowed) return borrowed;
  auto built = server.build({.name = database, .owner = owner});
  if (built) built = server.own_schema(building_name(database), acting);
  EXPECT_TRUE(server.give_back(acting));
  return built;
}

class DoctorRightsTest : public DoctorTest {
 protected:
  int version() { return std::stoi(postgres_.ask("postgres", "SHOW server_version_num").at(0)); }
  PostgresServer as(const std::string& user) {
    ServerAddress address = postgres_.address(user, kPassword);
    address.patience.retries = std::chrono::milliseconds(1);
    return {std::move(address), clock_, entropy_};
  }
};

/// Whoever does not inherit makes a database for an owner and cannot end it.
TEST_F(DoctorRightsTest, NamesInheritanceWhereDatabasesHaveOwnersOfTheirOwn) {
  if (version() >= 160000) GTEST_SKIP() << "memberships bring it along from 16 on";
  const std::string user = admin(kPlain + "ALTER ROLE ADMIN_ NOINHERIT");

  const auto told = lacks(examined(user, owned_work("noinherit")));
  PostgresServer server = as(user);
  const auto result = made(server, "noinherit", RoleName("noinherit_owner"));

  EXPECT_EQ(told, (std::vector<std::string>{"INHERIT: ALTER ROLE " + quoted_ + " INHERIT;"}));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Code::ServerRights) << result.error().what;
}

/// On 15 schema `public` is a role's of which every owner is a member, which has to be inherited.
TEST_F(DoctorRightsTest, NamesInheritanceWhereTheSchemaIsTheOwnersOfTheDatabase) {
  if (version() < 150000 || version() >= 160000) GTEST_SKIP() << "only 15 is like that";
  const std::string user = admin(kPlain + "ALTER ROLE ADMIN_ NOINHERIT");
  PostgresServer server = as(user);

  const auto before = lacks(examined(user, gen3_work("noschema")));
  const auto refused = made(server, "noschema", {});
  const auto half_built = lacks(examined(user, gen3_work("noschema")));
  postgres_.run("postgres", "ALTER ROLE " + quoted_ + " INHERIT");
  const auto after = lacks(examined(user, gen3_work("inherits")));
  const auto result = made(server, "inherits", {});

  const std::vector<std::string> inherit{"INHERIT: ALTER ROLE " + quoted_ + " INHERIT;"};
  EXPECT_EQ(before, inherit);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::ServerRights) << refused.error().what;
  EXPECT_EQ(half_built, inherit);
  EXPECT_EQ(after, std::vector<std::string>{});
  EXPECT_TRUE(result) << result.error().what;
}

TEST_F(DoctorRightsTest, NamesInheritanceWhereARoleIsAddedToADatabaseOfTheAdmin) {
  if (version() < 150000 || version() >= 160000) GTEST_SKIP() << "only 15 is like that";
  const std::string user = admin(kPlain + "ALTER ROLE ADMIN_ NOINHERIT");
  postgres_.run("postgres", "CREATE DATABASE own_one OWNER " + quoted_);

  EXPECT_EQ(lacks(examined(user, gen3_work("own_one"))),
            (std::vector<std::string>{"INHERIT: ALTER ROLE " + quoted_ + " INHERIT;"}));
}

TEST_F(DoctorRightsTest, DoesNotAskForInheritanceBefore15WhereTheAdminOwnsAll) {
  const auto programs = postgres_programs(12);
  if (!programs) GTEST_SKIP() << "PGBERTH_PG_12 does not name a Postgres";
  const PostgresFixture older({.bin = *programs});
  older.run("postgres", "CREATE ROLE adm LOGIN CREATEDB CREATEROLE NOINHERIT PASSWORD 'x'");
  PostgresServer server(older.address("adm", kPassword), clock_, entropy_);

  EXPECT_EQ(lacks(server.examine(gen3_work("a"))), std::vector<std::string>{});
  EXPECT_EQ(lacks(server.examine(owned_work("a"))),
            std::vector<std::string>{"INHERIT: ALTER ROLE \"adm\" INHERIT;"});
}

TEST_F(DoctorRightsTest, AsksForNoAttributeWhereAllRolesAndDatabasesAreThere) {
  postgres_.run("postgres", "CREATE ROLE settled LOGIN");
  postgres_.run("postgres", "CREATE DATABASE settled");
  const std::string user = admin("CREATE ROLE ADMIN_ LOGIN PASSWORD 'x'");

  EXPECT_EQ(lacks(examined(user, gen3_work("settled"))), std::vector<std::string>{});
}

TEST_F(DoctorRightsTest, AsksOnlyForTheAttributeOfWhatIsNotThere) {
  const std::string user = admin("CREATE ROLE ADMIN_ LOGIN PASSWORD 'x'");
  postgres_.run("postgres", "CREATE DATABASE role_wanted OWNER " + quoted_);
  postgres_.run("postgres", "CREATE ROLE base_wanted LOGIN; GRANT base_wanted TO " + quoted_);

  EXPECT_EQ(lacks(examined(user, gen3_work("role_wanted"))),
            (std::vector<std::string>{"CREATEROLE: ALTER ROLE " + quoted_ + " CREATEROLE;"}));
  EXPECT_EQ(lacks(examined(user, gen3_work("base_wanted"))),
            (std::vector<std::string>{"CREATEDB: ALTER ROLE " + quoted_ + " CREATEDB;"}));
}

TEST_F(DoctorRightsTest, LetsAServerBeReadOnlyWhereAllRolesAndDatabasesAreThere) {
  const PostgresFixture standby;
  standby.run("postgres", "CREATE ROLE settled LOGIN");
  standby.run("postgres", "CREATE DATABASE settled");
  standby.run("postgres", "ALTER SYSTEM SET default_transaction_read_only = on");
  standby.run("postgres", "SELECT pg_reload_conf()");
  while (standby.ask("postgres", "SHOW default_transaction_read_only").at(0) != "on")
    clock_.sleep(std::chrono::milliseconds(10));
  PostgresServer server(standby.address(), clock_, entropy_);

  const auto told = lacks(server.examine(gen3_work("new")));

  EXPECT_EQ(lacks(server.examine(gen3_work("settled"))), std::vector<std::string>{});
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].substr(0, 6), "writes");
}

/// Before 16 it is also what lets an admin act for a role of which it is no member.
TEST_F(DoctorRightsTest, AsksForCreateroleWhereARoleCannotBeBorrowedWithoutIt) {
  if (version() >= 160000) GTEST_SKIP() << "it has nothing to do with it from 16 on";
  const std::string user = admin("CREATE ROLE ADMIN_ LOGIN CREATEDB PASSWORD 'x'");
  postgres_.run("postgres", "CREATE ROLE not_lent LOGIN");
  PostgresServer server = as(user);

  const auto told = lacks(examined(user, gen3_work("not_lent")));
  const auto borrowed = server.borrow(RoleName("not_lent"));

  EXPECT_EQ(told, (std::vector<std::string>{"CREATEROLE: ALTER ROLE " + quoted_ + " CREATEROLE;"}));
  EXPECT_FALSE(borrowed);
}

}  // namespace
}  // namespace pgberth
