#include "tests/support/server_contract.h"

#include "reconciler/base/identifier.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace pgberth {
namespace {

using namespace std::chrono_literals;

/// What was answered, in a form that a failing test can print.
std::string word(const Result<Creation>& result) {
  if (!result) return to_string(result.error().code) + " " + result.error().what;
  return *result == Creation::Created ? "created" : "already there";
}

std::string code(const Error& error) {
  return to_string(error.code);
}

template <class T>
std::string code(const Result<T>& result) {
  return result ? "no error" : code(result.error());
}

class DatabaseServerContract : public testing::TestWithParam<bool> {
 protected:
  DatabaseServerContract() {
    static int count = 0;
    // Hostile on purpose: every test runs with a name that wants quoting everywhere.
    const std::string mark = "t" + std::to_string(++count) + (GetParam() ? "r" : "m");
    database_ = DatabaseName(mark + " Fence-\"prod\" 'ü' \\ $1 {a,b}");
    role_ = RoleName(mark + " Rôle \"x\"; 'y' \\ $1 {a,b}");
    other_ = RoleName(mark + "-Other");
  }

  DatabaseServer& server() { return under_test_->server(); }
  Secret password() const { return Secret("correct horse"); }

  void make_role(const RoleName& role, bool login = true) {
    const Secret secret = password();
    ASSERT_EQ(word(server().create_role({.name = role, .login = login}, &secret)), "created");
  }
  Catalogue seen() {
    auto catalogue = server().catalogue({.roles = {role_, other_},
                                         .databases = {database_, building_name(database_)},
                                         .extensions = {"ltree", "no_such_extension"}});
    EXPECT_TRUE(catalogue) << catalogue.error().what;
    return *std::move(catalogue);
  }
  Inside look(const DatabaseName& database, std::map<RoleName, std::set<Lacking>> wanted = {},
              std::set<RoleName> own = {}) {
    auto inside = server().look_inside(
        {.database = database, .wanted = std::move(wanted), .own = std::move(own)});
    EXPECT_TRUE(inside) << inside.error().what;
    return *std::move(inside);
  }
  /// All that a gen3 claim asks of its database.
  std::set<Lacking> everything() const {
    return {{.on = On::Database, .privileges = "ALL"},
            {.on = On::Schema, .privileges = "ALL"},
            {.on = On::Tables, .privileges = "ALL"},
            {.on = On::FutureTables, .privileges = "ALL"}};
  }

  std::unique_ptr<ServerUnderTest> under_test_ =
      GetParam() ? real_server_under_test() : memory_server_under_test();
  DatabaseName database_;
  RoleName role_;
  RoleName other_;
};

INSTANTIATE_TEST_SUITE_P(Servers, DatabaseServerContract, testing::Bool(),
                         [](const auto& which) { return which.param ? "Real" : "Memory"; });

TEST_P(DatabaseServerContract, SaysWhichServerItIs) {
  const std::string identity = seen().identity;
  const auto another = GetParam() ? real_server_under_test() : memory_server_under_test();
  const auto elsewhere = another->server().catalogue({});

  EXPECT_FALSE(identity.empty());
  EXPECT_EQ(seen().identity, identity);
  ASSERT_TRUE(elsewhere);
  EXPECT_EQ(elsewhere->identity == identity, GetParam()) << "the real one is one for all tests";
}

TEST_P(DatabaseServerContract, TellsNothingOfWhatIsNotThere) {
  const Catalogue catalogue = seen();

  EXPECT_TRUE(catalogue.roles.empty());
  EXPECT_TRUE(catalogue.databases.empty());
  EXPECT_EQ(catalogue.extensions, (std::map<std::string, bool>{{"ltree", true}}));
  EXPECT_EQ(catalogue.admin.str(), "postgres");
  EXPECT_TRUE(catalogue.admin_role.superuser);
  EXPECT_FALSE(catalogue.read_only);
  EXPECT_GE(catalogue.version, 120000);
}

TEST_P(DatabaseServerContract, CreatesARoleOnce) {
  const Secret first = password();
  const Secret second("another");

  EXPECT_EQ(word(server().create_role({.name = role_, .inherit = false}, &first)), "created");
  EXPECT_EQ(word(server().create_role({.name = role_, .inherit = true}, &second)), "already there");

  const Catalogue catalogue = seen();
  EXPECT_EQ(catalogue.roles,
            (std::map<RoleName, RoleSeen>{{role_, RoleSeen{.login = true, .inherit = false}}}));
}

TEST_P(DatabaseServerContract, LogsInWithThePasswordOfTheFirstCreation) {
  make_role(role_);
  const Secret wrong("another");
  std::ignore = server().create_role({.name = role_}, &wrong);
  under_test_->make_database(database_, role_);

  EXPECT_EQ(server().login(database_, role_, password(), {}).answer, LoginAnswer::Works);
  EXPECT_EQ(server().login(database_, role_, wrong, {}).answer, LoginAnswer::Refused);
  EXPECT_EQ(server().login(database_, other_, password(), {}).answer, LoginAnswer::Refused);
}

TEST_P(DatabaseServerContract, RefusesALoginThatMayNotBe) {
  make_role(role_, false);
  make_role(other_);
  under_test_->make_database(database_, RoleName("postgres"));
  under_test_->close_to_public(database_);

  EXPECT_EQ(server().login(database_, role_, password(), {}).answer, LoginAnswer::Refused);
  EXPECT_EQ(server().login(database_, other_, password(), {}).answer, LoginAnswer::Refused);
}

TEST_P(DatabaseServerContract, CannotProveALoginToADatabaseThatIsNotThere) {
  make_role(role_);

  const LoginSeen seen = server().login(database_, role_, password(), {});

  EXPECT_EQ(seen.answer, LoginAnswer::NotProved);
  EXPECT_EQ(seen.detail.find("correct horse"), std::string::npos);
}

TEST_P(DatabaseServerContract, BecomesTheOwnerOnlyAsAMember) {
  make_role(role_);
  const RoleName owner = other_;
  ASSERT_EQ(word(server().create_role({.name = owner, .login = false}, nullptr)), "created");
  under_test_->make_database(database_, owner);

  EXPECT_EQ(server().login(database_, role_, password(), owner).answer, LoginAnswer::Refused);
  EXPECT_EQ(word(server().join(owner, role_)), "created");
  EXPECT_EQ(word(server().join(owner, role_)), "already there");
  EXPECT_EQ(server().login(database_, role_, password(), owner).answer, LoginAnswer::Works);
  EXPECT_EQ(seen().roles.at(role_).member_of, std::set<RoleName>{owner});
}

TEST_P(DatabaseServerContract, BuildsClosedToPublicAndFinishesOpen) {
  EXPECT_EQ(word(server().build({.name = database_})), "created");
  EXPECT_EQ(word(server().build({.name = database_})), "already there");
  const Catalogue half = seen();
  EXPECT_EQ(word(server().finish(database_, true)), "created");
  const Catalogue whole = seen();
  EXPECT_EQ(word(server().finish(database_, true)), "already there");

  ASSERT_TRUE(half.databases.contains(building_name(database_)));
  EXPECT_FALSE(half.databases.contains(database_));
  EXPECT_EQ(half.databases.at(building_name(database_)),
            (DatabaseSeen{.owner = RoleName("postgres"),
                          .public_connects = false,
                          .comment = building_comment(database_)}));
  EXPECT_FALSE(whole.databases.contains(building_name(database_)));
  EXPECT_EQ(whole.databases.at(database_), (DatabaseSeen{.owner = RoleName("postgres")}));
}

TEST_P(DatabaseServerContract, LeavesADatabaseClosedThatIsNotForPublic) {
  make_role(role_);
  ASSERT_EQ(word(server().build({.name = database_, .owner = role_})), "created");

  EXPECT_EQ(word(server().finish(database_, false)), "created");

  EXPECT_EQ(seen().databases.at(database_),
            (DatabaseSeen{.owner = role_, .public_connects = false}));
}

TEST_P(DatabaseServerContract, ReportsAFinalNameThatAppearedMeanwhile) {
  ASSERT_EQ(word(server().build({.name = database_})), "created");
  under_test_->make_database(database_, RoleName("postgres"));

  EXPECT_EQ(word(server().finish(database_, true)), "already there");

  EXPECT_TRUE(seen().databases.contains(building_name(database_)));
}

TEST_P(DatabaseServerContract, LeavesAForeignDatabaseUnderTheBuildingNameAlone) {
  under_test_->make_database(building_name(database_), RoleName("postgres"));
  const Catalogue before = seen();

  EXPECT_EQ(code(server().build({.name = database_})), to_string(Code::ForeignBuilding));
  EXPECT_EQ(code(server().finish(database_, true)), to_string(Code::ForeignBuilding));

  EXPECT_EQ(seen(), before);
}

TEST_P(DatabaseServerContract, GoesOnWithWhatACrashLeftBeforeItWasMarked) {
  under_test_->make_database(building_name(database_), RoleName("postgres"));
  under_test_->forbid_connections(building_name(database_));

  EXPECT_EQ(word(server().build({.name = database_})), "already there");

  const DatabaseSeen half = seen().databases.at(building_name(database_));
  EXPECT_TRUE(half.allows_connections);
  EXPECT_FALSE(half.public_connects);
  EXPECT_EQ(half.comment, building_comment(database_));
}

TEST_P(DatabaseServerContract, DoesNotTakeAnotherOwnersDatabaseForItsOwn) {
  make_role(role_);
  under_test_->make_database(building_name(database_), role_);
  under_test_->forbid_connections(building_name(database_));

  EXPECT_EQ(code(server().build({.name = database_})), to_string(Code::ForeignBuilding));
}

TEST_P(DatabaseServerContract, CannotFinishWhatWasNotBuilt) {
  EXPECT_EQ(code(server().finish(database_, true)), to_string(Code::ServerFailed));
}

TEST_P(DatabaseServerContract, GivesWhatIsLackingAndThenNothing) {
  make_role(role_);
  under_test_->make_database(database_, RoleName("postgres"));
  under_test_->make_table(database_, "things", RoleName("postgres"));
  const Inside before = look(database_, {{role_, everything()}}, {role_});
  const std::size_t writes = under_test_->writes();

  for (const Lacking& wish : everything())
    EXPECT_EQ(word(server().grant(
                  {.database = database_, .on = wish.on, .privileges = "ALL", .to = role_})),
              "created")
        << to_string(wish.on);
  const std::size_t written = under_test_->writes();
  for (const Lacking& wish : everything())
    EXPECT_EQ(word(server().grant(
                  {.database = database_, .on = wish.on, .privileges = "ALL", .to = role_})),
              "already there")
        << to_string(wish.on);

  const int version = seen().version;
  const std::string on_tables = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER" +
                                std::string(version >= 170000 ? ", MAINTAIN" : "");
  EXPECT_EQ(before.lacking.at(role_),
            (std::set<Lacking>{{.on = On::Database, .privileges = "CREATE, CONNECT, TEMPORARY"},
                               {.on = On::Schema, .privileges = "USAGE, CREATE"},
                               {.on = On::Tables, .privileges = on_tables},
                               {.on = On::FutureTables, .privileges = on_tables}}));
  EXPECT_EQ(before.may_create_in_schema.empty(), version >= 150000) << "before, PUBLIC may";
  const Inside after = look(database_, {{role_, everything()}}, {role_});
  EXPECT_TRUE(after.lacking.empty());
  EXPECT_EQ(after.may_create_in_schema, std::set<RoleName>{role_});
  EXPECT_EQ(written - writes, 4u);
  EXPECT_EQ(under_test_->writes(), written) << "what is there already is not written again";
}

TEST_P(DatabaseServerContract, CountsInheritedAndOwnersPrivilegesAsHeld) {
  make_role(role_);
  ASSERT_EQ(word(server().create_role({.name = other_, .login = false}, nullptr)), "created");
  under_test_->make_database(database_, other_);

  const Inside before = look(database_, {{role_, {{.on = On::Database, .privileges = "ALL"}}}});
  ASSERT_EQ(word(server().join(other_, role_)), "created");
  const Inside after = look(database_, {{role_, {{.on = On::Database, .privileges = "ALL"}}}});

  EXPECT_EQ(before.lacking.size(), 1u);
  EXPECT_TRUE(after.lacking.empty());
}

TEST_P(DatabaseServerContract, ReportsOnlyTheMissingPrivileges) {
  make_role(role_);
  under_test_->make_database(database_, RoleName("postgres"));
  ASSERT_EQ(
      word(server().grant(
          {.database = database_, .on = On::Database, .privileges = "connect, TEMP", .to = role_})),
      "created");

  const Inside inside = look(database_, {{role_, {{.on = On::Database, .privileges = "ALL"}}}});

  EXPECT_EQ(inside.lacking.at(role_),
            (std::set<Lacking>{{.on = On::Database, .privileges = "CREATE"}}));
}

TEST_P(DatabaseServerContract, CallsEverythingLackingForARoleThatIsNotThere) {
  under_test_->make_database(database_, RoleName("postgres"));

  const Inside inside = look(database_, {{role_, everything()}});

  EXPECT_EQ(inside.lacking.at(role_).size(), 3u) << "there are no tables to lack anything on";
  EXPECT_EQ(code(server().grant(
                {.database = database_, .on = On::Schema, .privileges = "ALL", .to = role_})),
            to_string(Code::ServerFailed));
}

TEST_P(DatabaseServerContract, GivesASchemaThatIsTheSystems) {
  make_role(role_);
  under_test_->make_database(database_, RoleName("postgres"));
  const Inside before = look(database_);

  EXPECT_EQ(word(server().own_schema(database_, role_)), "created");
  EXPECT_EQ(word(server().own_schema(database_, role_)), "already there");

  EXPECT_TRUE(before.schema_owner_is_system);
  const Inside after = look(database_, {{role_, {{.on = On::Schema, .privileges = "ALL"}}}});
  EXPECT_EQ(after.schema_owner, role_);
  EXPECT_FALSE(after.schema_owner_is_system);
  EXPECT_TRUE(after.lacking.empty());
}

TEST_P(DatabaseServerContract, DoesNotTakeASchemaFromItsOwner) {
  make_role(role_);
  make_role(other_);
  under_test_->make_database(database_, RoleName("postgres"));
  under_test_->give_schema(database_, other_);

  EXPECT_EQ(code(server().own_schema(database_, role_)), to_string(Code::SchemaHeldByOthers));

  EXPECT_EQ(look(database_).schema_owner, other_);
}

TEST_P(DatabaseServerContract, DoesNotGiveASchemaInWhichOthersLive) {
  make_role(role_);
  make_role(other_);
  under_test_->make_database(database_, RoleName("postgres"));
  under_test_->make_table(database_, "things", other_);

  EXPECT_EQ(look(database_).tenants, std::set<RoleName>{other_});
  EXPECT_TRUE(look(database_, {}, {other_}).tenants.empty());
  EXPECT_EQ(code(server().own_schema(database_, role_)), to_string(Code::SchemaHeldByOthers));
}

TEST_P(DatabaseServerContract, GivesASchemaInWhichOnlyItsMembersLive) {
  make_role(other_);
  ASSERT_EQ(word(server().create_role({.name = role_, .login = false}, nullptr)), "created");
  ASSERT_EQ(word(server().join(role_, other_)), "created");
  under_test_->make_database(database_, RoleName("postgres"));
  under_test_->make_table(database_, "things", other_);

  EXPECT_EQ(word(server().own_schema(database_, role_)), "created");
}

TEST_P(DatabaseServerContract, CountsAnOwnerThatCannotLogInAsATenant) {
  make_role(role_);
  ASSERT_EQ(word(server().create_role({.name = other_, .login = false}, nullptr)), "created");
  under_test_->make_database(database_, RoleName("postgres"));
  under_test_->make_table(database_, "things", other_);

  EXPECT_EQ(look(database_, {}, {role_}).tenants, std::set<RoleName>{other_});
  EXPECT_EQ(code(server().own_schema(database_, role_)), to_string(Code::SchemaHeldByOthers));
}

TEST_P(DatabaseServerContract, CountsAGranteeThatCannotLogInAsATenant) {
  ASSERT_EQ(word(server().create_role({.name = other_, .login = false}, nullptr)), "created");
  under_test_->make_database(database_, RoleName("postgres"));
  ASSERT_EQ(word(server().grant(
                {.database = database_, .on = On::Schema, .privileges = "USAGE", .to = other_})),
            "created");

  EXPECT_EQ(look(database_).tenants, std::set<RoleName>{other_});
}

TEST_P(DatabaseServerContract, CountsTheOwnerOfTheDatabaseAsATenantWhereTheSchemaIsItsOwn) {
  if (seen().version < 150000) GTEST_SKIP() << "before 15 the schema is the superuser's";
  make_role(role_);
  make_role(other_);
  under_test_->make_database(database_, other_);

  EXPECT_EQ(look(database_).tenants, std::set<RoleName>{other_});
  EXPECT_TRUE(look(database_, {}, {other_}).tenants.empty());
  EXPECT_EQ(code(server().own_schema(database_, role_)), to_string(Code::SchemaHeldByOthers));
  EXPECT_EQ(word(server().own_schema(database_, other_)), "created");
}

TEST_P(DatabaseServerContract, SharesOnlyTablesOfRolesThatTheAdminActsFor) {
  make_role(role_);
  make_role(other_);
  under_test_->make_database(database_, RoleName("postgres"));
  under_test_->make_table(database_, "theirs", other_);
  under_test_->use_plain_admin();
  const std::map<RoleName, std::set<Lacking>> wish{
      {role_, {{.on = On::Tables, .privileges = "SELECT"}}}};
  const GrantWanted wanted{
      .database = database_, .on = On::Tables, .privileges = "SELECT", .to = role_};

  EXPECT_TRUE(look(database_, wish).lacking.empty());
  EXPECT_EQ(word(server().grant(wanted)), "already there");
  under_test_->make_table(database_, "\"the admin's \"\"own\"\"\"", seen().admin);
  EXPECT_EQ(look(database_, wish).lacking, wish);
  EXPECT_EQ(word(server().grant(wanted)), "created");
  EXPECT_TRUE(look(database_, wish).lacking.empty());
}

TEST_P(DatabaseServerContract, CallsARolePrivilegedThatCanBecomeOne) {
  make_role(role_);
  ASSERT_EQ(word(server().create_role({.name = other_, .login = false}, nullptr)), "created");
  ASSERT_EQ(word(server().join(other_, role_)), "created");
  const RoleSeen before = seen().roles.at(role_);

  under_test_->allow_creating_roles(other_);
  const RoleSeen creates = seen().roles.at(role_);
  ASSERT_EQ(word(server().join(RoleName("postgres"), other_)), "created");
  const RoleSeen super = seen().roles.at(role_);

  EXPECT_FALSE(before.privileged());
  EXPECT_TRUE(creates.create_role);
  EXPECT_FALSE(creates.superuser);
  EXPECT_TRUE(super.superuser);
}

TEST_P(DatabaseServerContract, CallsAMemberOfAPredefinedRolePrivileged) {
  make_role(role_);
  ASSERT_EQ(word(server().create_role({.name = other_, .login = false}, nullptr)), "created");
  ASSERT_EQ(word(server().join(other_, role_)), "created");

  under_test_->make_member(other_, RoleName("pg_read_server_files"));

  EXPECT_TRUE(seen().roles.at(role_).create_role);
  EXPECT_TRUE(seen().roles.at(other_).privileged());
}

TEST_P(DatabaseServerContract, CallsAMemberOfTheAdminPrivilegedButNotARoleTheAdminIsIn) {
  make_role(role_);  // By another: from 16 on the admin is in every role that it makes.
  under_test_->use_plain_admin();
  make_role(other_);
  const RoleName admin = seen().admin;
  ASSERT_EQ(word(server().borrow(other_)), "created");

  under_test_->make_member(role_, admin);

  EXPECT_TRUE(seen().roles.at(role_).privileged());
  EXPECT_FALSE(seen().roles.at(other_).privileged());
  EXPECT_TRUE(server().give_back(other_));
}

TEST_P(DatabaseServerContract, TakesNoPasswordWithANulByte) {
  const Secret cut(std::string_view("correct horse\0battery", 21));
  make_role(role_);
  under_test_->make_database(database_, role_);

  const auto created = server().create_role({.name = other_}, &cut);
  const LoginSeen login = server().login(database_, role_, cut, {});

  EXPECT_EQ(code(created), to_string(Code::ServerFailed));
  EXPECT_FALSE(seen().roles.contains(other_));
  EXPECT_EQ(login.answer, LoginAnswer::NotProved);
  EXPECT_EQ(login.detail, "the stored password has a NUL byte");
}

TEST_P(DatabaseServerContract, CreatesAnExtensionOnce) {
  under_test_->make_database(database_, RoleName("postgres"));

  EXPECT_EQ(word(server().create_extension(database_, "ltree")), "created");
  EXPECT_EQ(word(server().create_extension(database_, "ltree")), "already there");

  EXPECT_TRUE(look(database_).extensions.contains("ltree"));
  EXPECT_EQ(code(server().create_extension(database_, "no_such_extension")),
            to_string(Code::ExtensionUnavailable));
}

TEST_P(DatabaseServerContract, CannotLookIntoADatabaseThatTakesNoSessions) {
  under_test_->make_database(database_, RoleName("postgres"));
  under_test_->forbid_connections(database_);

  EXPECT_EQ(code(server().look_inside({.database = database_})), to_string(Code::ServerFailed));
  EXPECT_FALSE(seen().databases.at(database_).allows_connections);
}

TEST_P(DatabaseServerContract, BuildsAsAnAdminThatIsNoSuperuser) {
  if (seen().version < 150000) GTEST_SKIP() << "majors_test.cpp says what is possible before 15";
  under_test_->use_plain_admin();
  make_role(role_);

  EXPECT_EQ(word(server().build({.name = database_})), "created");
  const DatabaseName building = building_name(database_);
  EXPECT_EQ(word(server().borrow(role_)), "created");
  EXPECT_EQ(word(server().borrow(role_)), "already there");
  for (const Lacking& wish : everything())
    EXPECT_TRUE(
        server().grant({.database = building, .on = wish.on, .privileges = "ALL", .to = role_}))
        << to_string(wish.on);
  EXPECT_EQ(word(server().own_schema(building, role_)), "created");
  EXPECT_EQ(word(server().create_extension(building, "ltree")), "created");
  EXPECT_EQ(word(server().finish(database_, true)), "created");
  EXPECT_TRUE(server().give_back(role_));

  const Catalogue catalogue = seen();
  EXPECT_EQ(catalogue.admin_role.member_of, std::set<RoleName>());
  EXPECT_EQ(catalogue.databases.at(database_).owner, catalogue.admin);
  EXPECT_EQ(server().login(database_, role_, password(), {}).answer, LoginAnswer::Works);
  const Inside inside = look(database_, {{role_, everything()}}, {role_});
  EXPECT_TRUE(inside.lacking.empty());
  EXPECT_EQ(inside.schema_owner, role_);
}

TEST_P(DatabaseServerContract, BuildsForAnOwnerOnlyWithItsRoleBorrowed) {
  under_test_->use_plain_admin();
  make_role(role_);

  EXPECT_EQ(code(server().build({.name = database_, .owner = role_})),
            to_string(Code::ServerRights));
  ASSERT_EQ(word(server().borrow(role_)), "created");
  EXPECT_EQ(word(server().build({.name = database_, .owner = role_})), "created");
  EXPECT_EQ(word(server().finish(database_, false)), "created");
}

TEST_P(DatabaseServerContract, GivesBackOnlyWhatItBorrowed) {
  under_test_->use_plain_admin();
  make_role(role_);
  const RoleName admin = seen().admin;
  ASSERT_EQ(word(server().join(role_, admin)), "created");

  EXPECT_EQ(word(server().borrow(role_)), "already there");
  EXPECT_TRUE(server().give_back(role_));

  EXPECT_EQ(seen().admin_role.member_of, std::set<RoleName>{role_});
}

TEST_P(DatabaseServerContract, NeedsToBorrowNothingAsASuperuser) {
  make_role(role_);

  EXPECT_EQ(word(server().borrow(role_)), "already there");
  EXPECT_TRUE(server().give_back(role_));

  EXPECT_TRUE(seen().admin_role.member_of.empty());
}

TEST_P(DatabaseServerContract, SaysWhenAGrantHasNoEffect) {
  make_role(role_);
  make_role(other_);
  under_test_->make_database(database_, other_);
  under_test_->use_plain_admin();

  const auto granted =
      server().grant({.database = database_, .on = On::Database, .privileges = "ALL", .to = role_});

  EXPECT_EQ(code(granted), to_string(Code::StepWithoutEffect));
}

TEST_P(DatabaseServerContract, ListsWhatOthersMadeWithoutWhatCameWithTheServer) {
  make_role(role_);
  make_role(other_, false);
  under_test_->make_database(database_, other_);
  ASSERT_EQ(word(server().build({.name = DatabaseName(role_.str())})), "created");
  const auto writes = under_test_->writes();

  const auto inventory = server().inventory();

  ASSERT_TRUE(inventory) << inventory.error().what;
  EXPECT_EQ(inventory->admin.str(), "postgres");
  EXPECT_FALSE(inventory->address.empty());
  ASSERT_TRUE(inventory->databases.contains(database_));
  EXPECT_EQ(inventory->databases.at(database_), other_);
  EXPECT_TRUE(inventory->databases.contains(building_name(DatabaseName(role_.str()))));
  for (const char* system : {"postgres", "template0", "template1"})
    EXPECT_FALSE(inventory->databases.contains(DatabaseName(system))) << system;
  ASSERT_TRUE(inventory->roles.contains(role_) && inventory->roles.contains(other_));
  EXPECT_TRUE(inventory->roles.at(role_));
  EXPECT_FALSE(inventory->roles.at(other_));
  for (const auto& [name, login] : inventory->roles)
    EXPECT_TRUE(name.str() != "postgres" && !name.str().starts_with("pg_")) << name.str();
  EXPECT_EQ(under_test_->writes(), writes);
}

TEST_P(DatabaseServerContract, ListsNeitherItsPlainAdminNorTheFirstSuperuser) {
  under_test_->use_plain_admin();

  const auto inventory = server().inventory();

  ASSERT_TRUE(inventory) << inventory.error().what;
  EXPECT_TRUE(inventory->admin.str().starts_with("adm"));
  EXPECT_FALSE(inventory->roles.contains(inventory->admin));
  EXPECT_FALSE(inventory->roles.contains(RoleName("postgres")));
}

TEST_P(DatabaseServerContract, KeepsTwoJobsOfOneProcessApart) {
  auto first = server().lock({"role x", "database y"}, 1s);
  ASSERT_TRUE(first);

  EXPECT_EQ(code(server().lock({"database y", "role z"}, 50ms)), to_string(Code::LockHeld));
  EXPECT_TRUE(server().lock({"role z"}, 50ms));
  first->reset();
  EXPECT_TRUE(server().lock({"database y", "role z"}, 50ms));
}

TEST_P(DatabaseServerContract, WaitsForALockThatIsGivenBack) {
  auto first = server().lock({"role x"}, 1s);
  ASSERT_TRUE(first);
  const std::jthread giver([&] {
    std::this_thread::sleep_for(100ms);
    first->reset();
  });

  EXPECT_TRUE(server().lock({"role x"}, 10s));
}

TEST_P(DatabaseServerContract, DoesNotTakeALockThatAnotherReconcilerHolds) {
  under_test_->hold_lock_elsewhere("role x");

  EXPECT_EQ(code(server().lock({"role x", "role z"}, 100ms)), to_string(Code::LockHeld));
  EXPECT_TRUE(server().lock({"role z"}, 100ms));
}

}  // namespace
}  // namespace pgberth
