#include "reconciler/adapters/postgres/postgres_server.h"
#include "reconciler/base/identifier.h"

#include <gtest/gtest.h>

#include "tests/support/memory_server.h"
#include "tests/support/postgres_fixture.h"
#include <tuple>
#include <vector>

// What an admin that is no superuser can do differs from one major version to the next. Here each
// runs the same work, and the server in memory must have foretold every answer.

namespace pgberth {
namespace {

const RoleName kRole{"service"};
const RoleName kOwner{"owner"};
const RoleName kStranger("stranger");  // Of another admin.
const DatabaseName kDatabase{"service_db"};

std::string word(const Result<Creation>& result) {
  if (!result) return to_string(result.error().code);
  return *result == Creation::Created ? "created" : "already there";
}

std::string text(const std::set<RoleName>& roles) {
  std::string names;
  for (const RoleName& role : roles) names += role.str() + " ";
  return names;
}

/// A gen3 database and one with an owner, each answer on a line.
std::vector<std::string> answers(DatabaseServer& server) {
  const Secret password("x");
  const DatabaseName building = building_name(kDatabase);
  std::vector<std::string> lines{
      "role " + word(server.create_role({.name = kRole}, &password)),
      "owner " + word(server.create_role({.name = kOwner, .login = false}, nullptr)),
      "join " + word(server.join(kOwner, kRole)),
      "build " + word(server.build({.name = kDatabase})),
      "borrow " + word(server.borrow(kRole)),
      "borrow again " + word(server.borrow(kRole))};
  for (const On on : {On::Database, On::FutureTables})
    lines.push_back(
        "grant on " + std::string(to_string(on)) + " " +
        word(server.grant({.database = building, .on = on, .privileges = "ALL", .to = kRole})));
  lines.push_back("schema " + word(server.own_schema(building, kRole)));
  lines.push_back("extension " + word(server.create_extension(building, "ltree")));
  lines.push_back("finish " + word(server.finish(kDatabase, true)));
  lines.push_back("give back " + std::string(server.give_back(kRole) ? "done" : "failed"));
  lines.push_back("for the owner " +
                  word(server.build({.name = DatabaseName("owned"), .owner = kOwner})));
  lines.push_back("borrow owner " + word(server.borrow(kOwner)));
  lines.push_back("for the owner " +
                  word(server.build({.name = DatabaseName("owned"), .owner = kOwner})));
  lines.push_back("finish " + word(server.finish(DatabaseName("owned"), false)));
  lines.push_back("give back " + std::string(server.give_back(kOwner) ? "done" : "failed"));
  const auto catalogue = server.catalogue(
      {.roles = {kRole, kStranger}, .databases = {kDatabase}, .extensions = {"ltree"}});
  for (const RoleName& role : {kRole, kStranger})
    lines.push_back(role.str() + (catalogue->roles.at(role).lendable ? " may" : " may not") +
                    " be borrowed");
  lines.push_back("borrow a stranger " + word(server.borrow(kStranger)));
  lines.push_back("admin is in " + text(catalogue->admin_role.member_of));
  lines.push_back("service is in " + text(catalogue->roles.at(kRole).member_of));
  lines.push_back(std::string("ltree ") +
                  (catalogue->extensions.at("ltree") ? "may be had" : "is for superusers"));
  lines.push_back("login " + std::to_string(static_cast<int>(
                                 server.login(kDatabase, kRole, password, kOwner).answer)));
  return lines;
}

class Majors : public testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Postgres, Majors, testing::Values(12, 13, 14, 15, 16, 17, 18),
                         [](const auto& which) { return std::to_string(which.param); });

TEST_P(Majors, DoForAPlainAdminWhatTheServerInMemoryForetells) {
  const auto programs = GetParam() == 15 && !postgres_programs(15) ? postgres_programs()
                                                                   : postgres_programs(GetParam());
  if (!programs) GTEST_SKIP() << "PGBERTH_PG_" << GetParam() << " does not name a Postgres";
  const PostgresFixture postgres({.bin = *programs});
  postgres.run("postgres",
               "CREATE ROLE adm LOGIN CREATEDB CREATEROLE PASSWORD 'x'; CREATE ROLE stranger");
  const std::string memberships =
      "SELECT roleid::regrole, grantor::regrole, admin_option FROM pg_auth_members"
      " WHERE member = 'adm'::regrole ORDER BY 1, 2";
  RealClock clock;
  TestEntropy entropy;
  PostgresServer real(postgres.address("adm", Secret("x")), clock, entropy);
  const int version = real.catalogue({})->version;
  MemoryState state{.version = version};
  use_plain_admin(state, RoleName("adm"));
  state.roles[kStranger] = {};
  MemoryServer memory(state);

  const auto really = answers(real);

  EXPECT_EQ(really, answers(memory));
  const auto left = postgres.ask("postgres", memberships);
  if (version >= 160000)
    EXPECT_EQ(left, (std::vector<std::string>{"service|postgres|t", "owner|postgres|t"}));
  else
    EXPECT_EQ(left, std::vector<std::string>{"stranger|adm|f"});
}

}  // namespace
}  // namespace pgberth
