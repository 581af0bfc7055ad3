#include "reconciler/adapters/postgres/postgres_server.h"
#include "reconciler/adapters/postgres/sql.h"
#include "reconciler/base/identifier.h"

#include <gtest/gtest.h>

#include "tests/support/frozen.h"
#include "tests/support/postgres_fixture.h"
#include "tests/support/process.h"
#include "tests/support/site.h"
#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <tuple>
#include <vector>

// What only a real Postgres can show; the rest of the port's promises is in
// server_contract_test.cpp.

namespace pgberth {
namespace {

using namespace std::chrono_literals;

std::string word(const Result<Creation>& result) {
  if (!result)
    return to_string(result.error().code) + " " + result.error().what + " [" + result.error().hint +
           "]";
  return *result == Creation::Created ? "created" : "already there";
}

class RealPostgres : public testing::Test {
 protected:
  ServerAddress quick(ServerAddress address) {
    address.patience.retries = 300ms;
    return address;
  }

  PostgresFixture& postgres_ = shared_postgres();
  RealClock clock_;
  TestEntropy entropy_;
  PostgresServer server_{postgres_.address(), clock_, entropy_};
};

/// Everything that gen3 wants of a new database, through the port.
void make_as_gen3(DatabaseServer& server, const DatabaseName& database, const RoleName& role) {
  const DatabaseName building = building_name(database);
  ASSERT_EQ(word(server.build({.name = database})), "created");
  for (const On on : {On::Database, On::Schema, On::Tables, On::FutureTables})
    EXPECT_TRUE(server.grant({.database = building, .on = on, .privileges = "ALL", .to = role}));
  ASSERT_EQ(word(server.own_schema(building, role)), "created");
  ASSERT_EQ(word(server.create_extension(building, "ltree")), "created");
  ASSERT_EQ(word(server.finish(database, true)), "created");
}

/// Owner, ACLs, default privileges and extensions of a database; the role's name is left out.
std::vector<std::string> picture(PostgresFixture& postgres, const std::string& database,
                                 const std::string& role) {
  const auto rows = postgres.ask(
      database,
      "SELECT 'database', pg_get_userbyid(datdba), encoding, datcollate, datctype, datallowconn,"
      " datconnlimit, datistemplate, (SELECT string_agg(a::text, ' ' ORDER BY a::text)"
      " FROM unnest(datacl) a), shobj_description(oid, 'pg_database')"
      " FROM pg_database WHERE datname = current_database()");
  std::vector<std::string> lines = rows;
  for (const std::string& line : postgres.ask(
           database,
           "SELECT 'schema', nspname, pg_get_userbyid(nspowner), (SELECT string_agg(a::text, ' '"
           " ORDER BY a::text) FROM unnest(nspacl) a) FROM pg_namespace"
           " WHERE nspname NOT LIKE 'pg\\_%' ORDER BY 2"))
    lines.push_back(line);
  for (const std::string& line :
       postgres.ask(database,
                    "SELECT 'default', pg_get_userbyid(defaclrole), defaclnamespace::regnamespace,"
                    " defaclobjtype, (SELECT string_agg(a::text, ' ' ORDER BY a::text)"
                    " FROM unnest(defaclacl) a) FROM pg_default_acl ORDER BY 2, 3, 4"))
    lines.push_back(line);
  for (const std::string& line :
       postgres.ask(database,
                    "SELECT 'extension', extname, extversion, extnamespace::regnamespace,"
                    " pg_get_userbyid(extowner) FROM pg_extension ORDER BY 2"))
    lines.push_back(line);
  for (std::string& line : lines)
    for (std::size_t at = 0; (at = line.find(role, at)) != std::string::npos;)
      line.replace(at, role.size(), "ROLE");
  return lines;
}

TEST_F(RealPostgres, IsOnlyTheOneThatHasTheIdentifier) {
  const std::string identifier =
      postgres_.ask("postgres", "SELECT system_identifier FROM pg_control_system()").at(0);
  ServerAddress right = quick(postgres_.address());
  right.system_identifier = identifier;
  ServerAddress wrong = quick(postgres_.address());
  wrong.system_identifier = identifier + "0";
  PostgresServer meant(std::move(right), clock_, entropy_);
  PostgresServer other(std::move(wrong), clock_, entropy_);

  EXPECT_TRUE(meant.catalogue({}));
  const auto catalogue = other.catalogue({});
  ASSERT_FALSE(catalogue);
  EXPECT_EQ(catalogue.error().code, Code::OtherServer);
  EXPECT_NE(catalogue.error().what.find(identifier), std::string::npos) << catalogue.error().what;
  const Secret password("x");
  EXPECT_FALSE(other.create_role({.name = RoleName("of_another_server")}, &password));
  EXPECT_FALSE(other.lock({"key"}, 10ms));
  EXPECT_TRUE(
      postgres_.ask("postgres", "SELECT 1 FROM pg_roles WHERE rolname = 'of_another_server'")
          .empty());
}

TEST_F(RealPostgres, LeavesTheSameAsTheJobOfTheCharts) {
  const Secret password("same as theirs");
  ASSERT_EQ(word(server_.create_role({.name = RoleName("by_pgberth")}, &password)), "created");
  make_as_gen3(server_, DatabaseName("made_by_pgberth"), RoleName("by_pgberth"));
  postgres_.run("postgres", "CREATE DATABASE \"made_by_job\"");
  postgres_.run("postgres", "CREATE USER \"by_job\" WITH PASSWORD 'x'");
  postgres_.run("postgres", "GRANT ALL PRIVILEGES ON DATABASE \"made_by_job\" TO \"by_job\"");
  for (const char* statement :
       {"ALTER SCHEMA public OWNER TO by_job", "GRANT ALL ON SCHEMA public TO by_job",
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO by_job",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO by_job",
        "ALTER ROLE by_job WITH LOGIN", "CREATE EXTENSION IF NOT EXISTS ltree"})
    postgres_.run("made_by_job", statement);

  const auto ours = picture(postgres_, "made_by_pgberth", "by_pgberth");
  const auto theirs = picture(postgres_, "made_by_job", "by_job");

  EXPECT_EQ(ours, theirs);
  EXPECT_GE(ours.size(), 5u);
  const std::string of_role =
      "SELECT rolcanlogin, rolinherit, rolsuper, rolcreaterole, rolcreatedb, rolreplication,"
      " rolbypassrls, rolconnlimit, rolvaliduntil, left(rolpassword, 14) FROM pg_authid"
      " WHERE rolname = ";
  EXPECT_EQ(postgres_.ask("postgres", of_role + "'by_pgberth'"),
            postgres_.ask("postgres", of_role + "'by_job'"));
}

TEST_F(RealPostgres, HearsNoPasswordOfItsRoles) {
  const Secret password("Zq8-never-to-be-seen");
  const RoleName role("kept_quiet");

  ASSERT_EQ(word(server_.create_role({.name = role}, &password)), "created");
  EXPECT_EQ(server_.login(DatabaseName("postgres"), role, password, {}).answer, LoginAnswer::Works);

  EXPECT_EQ(postgres_.log().find(password.reveal()), std::string::npos);
  EXPECT_NE(postgres_.log().find("CREATE ROLE \"kept_quiet\""), std::string::npos);
  EXPECT_EQ(postgres_.ask("postgres",
                          "SELECT left(rolpassword, 14) FROM pg_authid"
                          " WHERE rolname = 'kept_quiet'"),
            std::vector<std::string>{"SCRAM-SHA-256$"});
}

TEST_F(RealPostgres, RunsNothingThatWasPlantedInPublic) {
  const DatabaseName database("planted");
  postgres_.run("postgres", "CREATE ROLE planter");
  postgres_.run("postgres", "CREATE DATABASE planted");
  postgres_.run(
      "planted",
      "CREATE TABLE public.ran (what text); GRANT ALL ON TABLE public.ran TO PUBLIC;"
      "CREATE FUNCTION public.coalesce2() RETURNS int LANGUAGE sql AS 'SELECT 1';"
      "CREATE FUNCTION public.pg_has_role(oid, oid, text) RETURNS boolean LANGUAGE plpgsql AS"
      " $$ BEGIN INSERT INTO public.ran VALUES ('pg_has_role'); RETURN true; END $$;"
      "CREATE FUNCTION public.aclexplode(aclitem[], OUT grantor oid, OUT grantee oid,"
      " OUT privilege_type text, OUT is_grantable boolean) RETURNS SETOF record LANGUAGE plpgsql"
      " AS $$ BEGIN INSERT INTO public.ran VALUES ('aclexplode'); END $$;"
      "CREATE FUNCTION public.eq(name, name) RETURNS boolean LANGUAGE plpgsql AS"
      " $$ BEGIN INSERT INTO public.ran VALUES ('='); RETURN true; END $$;"
      "CREATE OPERATOR public.= (LEFTARG = name, RIGHTARG = name, FUNCTION = public.eq);"
      "CREATE VIEW public.pg_roles AS SELECT * FROM pg_catalog.pg_roles;"
      "ALTER DATABASE planted SET search_path = public, pg_catalog");

  const auto inside =
      server_.look_inside({.database = database,
                           .wanted = {{RoleName("planter"),
                                       {{.on = On::Database, .privileges = "ALL"},
                                        {.on = On::Tables, .privileges = "ALL"}}}}});

  ASSERT_TRUE(inside) << inside.error().what;
  EXPECT_EQ(inside->lacking.at(RoleName("planter")).size(), 2u);
  EXPECT_TRUE(postgres_.ask("planted", "SELECT * FROM public.ran").empty());
}

TEST_F(RealPostgres, AsksAThousandNamesInAsManyRoundTripsAsOne) {
  const auto statements = [&] {
    std::size_t count = 0;
    const std::string log = postgres_.log();
    for (std::size_t at = 0; (at = log.find("LOG:  ", at)) != std::string::npos; ++at) ++count;
    return count;
  };
  const Names one{
      .roles = {RoleName("a")}, .databases = {DatabaseName("a")}, .extensions = {"ltree"}};
  Names many = one;
  for (int i = 0; i < 1000; ++i) {
    many.roles.insert(RoleName("r" + std::to_string(i)));
    many.databases.insert(DatabaseName("d" + std::to_string(i)));
  }
  ASSERT_TRUE(server_.catalogue(one));

  const std::size_t before = statements();
  ASSERT_TRUE(server_.catalogue(one));
  const std::size_t after_one = statements();
  ASSERT_TRUE(server_.catalogue(many));

  EXPECT_EQ(after_one - before, 3u);
  EXPECT_EQ(statements() - after_one, 3u);
}

TEST_F(RealPostgres, SaysHowItCannotBeReached) {
  ServerAddress nowhere = quick(postgres_.address());
  nowhere.port = "1";
  PostgresServer server(std::move(nowhere), clock_, entropy_);

  const auto catalogue = server.catalogue({});

  ASSERT_FALSE(catalogue);
  EXPECT_EQ(catalogue.error().code, Code::ServerUnreachable);
  EXPECT_NE(catalogue.error().what.find("127.0.0.1:1"), std::string::npos);
  EXPECT_EQ(server.login(DatabaseName("x"), RoleName("y"), Secret("z"), {}).answer,
            LoginAnswer::NotProved);
  const auto locks = server.lock({"x"}, 10ms);
  ASSERT_FALSE(locks);
  EXPECT_EQ(locks.error().code, Code::ServerUnreachable);
}

TEST_F(RealPostgres, SaysWhichOptionIsMissing) {
  ServerAddress verified = quick(postgres_.address());
  verified.sslmode = "verify-full";
  PostgresServer without_password(quick(postgres_.address("postgres", Secret())), clock_, entropy_);
  PostgresServer with_tls(std::move(verified), clock_, entropy_);
  ::testing::internal::CaptureStderr();

  const auto nameless = without_password.catalogue({});
  const auto plain = with_tls.catalogue({});

  ASSERT_FALSE(nameless);
  EXPECT_EQ(nameless.error().code, Code::ServerAuth);
  EXPECT_NE(nameless.error().hint.find("--admin-password-file"), std::string::npos);
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().code, Code::ServerUnreachable);
  EXPECT_NE(plain.error().hint.find("sslmode=disable"), std::string::npos);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");  // libpq would write there by itself.
}

TEST_F(RealPostgres, SaysThatTheAdminsPasswordIsWrong) {
  PostgresServer server(quick(postgres_.address("postgres", Secret("wrong-Zq8"))), clock_,
                        entropy_);

  const auto catalogue = server.catalogue({});

  ASSERT_FALSE(catalogue);
  EXPECT_EQ(catalogue.error().code, Code::ServerAuth);
  EXPECT_EQ(catalogue.error().what.find("wrong-Zq8"), std::string::npos);
}

TEST_F(RealPostgres, CallsARejectionByHostRulesNotProved) {
  const Secret password("x");
  ASSERT_EQ(word(server_.create_role({.name = RoleName("rejected_by_rules")}, &password)),
            "created");

  const LoginSeen seen =
      server_.login(DatabaseName("postgres"), RoleName("rejected_by_rules"), password, {});

  EXPECT_EQ(seen.answer, LoginAnswer::NotProved) << seen.detail;
}

TEST_F(RealPostgres, CallsALoginNotProvedForWhichNoPasswordIsAsked) {
  const RoleName role("trusted_by_rules");
  const Secret password("x");
  ASSERT_EQ(word(server_.create_role({.name = role}, &password)), "created");

  const LoginSeen seen = server_.login(DatabaseName("postgres"), role, Secret("wrong"), {});

  EXPECT_EQ(seen.answer, LoginAnswer::NotProved);
  EXPECT_EQ(seen.detail, "the server asked for no password");
}

TEST_F(RealPostgres, LeavesTheTablesOfExtensionsToThem) {
  const Lacking wish{.on = On::Tables, .privileges = "SELECT"};
  const RoleName role("reader");
  const DatabaseName database("of_extensions");
  postgres_.run("postgres", "CREATE ROLE reader");
  postgres_.run("postgres", "CREATE DATABASE of_extensions");
  postgres_.run("of_extensions",
                "CREATE EXTENSION ltree; CREATE TABLE public.member ();"
                "ALTER EXTENSION ltree ADD TABLE public.member");
  const auto lacking = [&] {
    return server_.look_inside({.database = database, .wanted = {{role, {wish}}}})->lacking;
  };
  const auto granted = [&] {
    return word(server_.grant(
        {.database = database, .on = wish.on, .privileges = wish.privileges, .to = role}));
  };

  EXPECT_TRUE(lacking().empty());
  EXPECT_EQ(granted(), "already there");
  postgres_.run("of_extensions", "CREATE TABLE public.\"a \"\"table\"\"\" ()");
  EXPECT_FALSE(lacking().empty());
  EXPECT_EQ(granted(), "created");
  EXPECT_TRUE(lacking().empty());
  EXPECT_EQ(postgres_.ask("of_extensions",
                          "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                          " AND has_table_privilege('reader', oid, 'SELECT')"),
            std::vector<std::string>{"a \"table\""});
}

TEST_F(RealPostgres, SaysAtOnceWhatIsInTheWayOfAnExtension) {
  postgres_.run("postgres", "CREATE DATABASE in_the_way");
  postgres_.run("in_the_way", "CREATE TYPE public.ltree AS (a int)");
  const auto before = std::chrono::steady_clock::now();

  const auto created = server_.create_extension(DatabaseName("in_the_way"), "ltree");

  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().code, Code::ServerFailed);
  EXPECT_NE(created.error().what.find("type \"ltree\" already exists"), std::string::npos)
      << created.error().what;
  EXPECT_LT(std::chrono::steady_clock::now() - before, 10s);
}

TEST_F(RealPostgres, GivesNoSayToTheEnvironmentOfTheProgram) {
  Site site("environment");
  site.write_values({"alpha"});

  const Finished plain = site.pgberth("diff");
  const Finished set = run(site.command_line("diff"), {{"PGSERVICE", "no_such_service"},
                                                       {"PGHOSTADDR", "127.0.0.2"},
                                                       {"PGOPTIONS", "-c no.such=option"}});

  EXPECT_EQ(plain.exit_code, 1) << plain.all();
  EXPECT_EQ(set.exit_code, plain.exit_code) << set.all();
  EXPECT_EQ(set.out, plain.out);
}

TEST_F(RealPostgres, DoesNotSendAPasswordThatIsAskedForInClear) {
  const Secret password("x");
  const RoleName role("asked_in_clear");
  ASSERT_EQ(word(server_.create_role({.name = role}, &password)), "created");
  ServerAddress trusting = postgres_.address();
  trusting.allow_weak_authentication = true;
  PostgresServer other(std::move(trusting), clock_, entropy_);

  const LoginSeen strict = server_.login(DatabaseName("postgres"), role, password, {});
  const LoginSeen weak = other.login(DatabaseName("postgres"), role, password, {});

  EXPECT_EQ(strict.answer, LoginAnswer::NotProved);
  EXPECT_NE(strict.detail.find("in clear"), std::string::npos) << strict.detail;
  EXPECT_EQ(weak.answer, LoginAnswer::Works);
}

TEST_F(RealPostgres, DoesNotLogInByMd5) {
  postgres_.run("postgres",
                "SET password_encryption = 'md5'; CREATE ROLE asked_for_md5 LOGIN PASSWORD 'x'");
  PostgresServer server(quick(postgres_.address("asked_for_md5", Secret("x"))), clock_, entropy_);

  const auto catalogue = server.catalogue({});

  ASSERT_FALSE(catalogue);
  EXPECT_EQ(catalogue.error().code, Code::WeakAuthentication);
}

TEST_F(RealPostgres, ProvesTheServerOverTlsAndItselfByScram) {
  const PostgresFixture own(
      {.host_rules = {"hostssl all in_clear 127.0.0.1/32 password"}, .tls = true});
  own.run("postgres", "CREATE ROLE in_clear LOGIN PASSWORD 'x'");
  ServerAddress sound = own.address();
  sound.sslmode = "verify-full";
  sound.options = {{"sslrootcert", own.certificate().string()}};
  ServerAddress unknown = quick(own.address());
  unknown.sslmode = "verify-full";
  unknown.options = {{"sslrootcert", "/dev/null"}};
  ServerAddress preferring = own.address();
  preferring.sslmode = "prefer";
  PostgresServer server(std::move(sound), clock_, entropy_);
  PostgresServer stranger(std::move(unknown), clock_, entropy_);
  PostgresServer prefers(std::move(preferring), clock_, entropy_);

  const auto seen = server.catalogue({});
  const auto not_seen = stranger.catalogue({});
  const auto asked = server.login(DatabaseName("postgres"), RoleName("in_clear"), Secret("x"), {});
  const auto preferred =
      prefers.login(DatabaseName("postgres"), RoleName("in_clear"), Secret("x"), {});

  EXPECT_TRUE(seen) << seen.error().what;
  ASSERT_FALSE(not_seen);
  EXPECT_EQ(not_seen.error().code, Code::ServerUnreachable);
  EXPECT_EQ(asked.answer, LoginAnswer::NotProved) << asked.detail;
  EXPECT_EQ(preferred.answer, LoginAnswer::NotProved) << preferred.detail;
}

TEST_F(RealPostgres, TakesNoTlsWhereItIsOnlyPreferred) {
  ServerAddress address = postgres_.address();
  address.sslmode = "prefer";
  PostgresServer server(std::move(address), clock_, entropy_);

  EXPECT_TRUE(server.catalogue({}));
}

TEST_F(RealPostgres, TellsWhichRightTheAdminLacks) {
  postgres_.run("postgres", "CREATE ROLE poor LOGIN PASSWORD 'x'");
  PostgresServer server(quick(postgres_.address("poor", Secret("x"))), clock_, entropy_);
  const Secret password("y");

  const auto role = server.create_role({.name = RoleName("of_poor")}, &password);
  const auto database = server.build({.name = DatabaseName("of_poor")});

  ASSERT_FALSE(role);
  EXPECT_EQ(role.error().code, Code::ServerRights);
  EXPECT_EQ(role.error().hint, "As a superuser, run: ALTER ROLE \"poor\" CREATEROLE;");
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Code::ServerRights);
  EXPECT_EQ(database.error().hint, "As a superuser, run: ALTER ROLE \"poor\" CREATEDB;");
}

TEST_F(RealPostgres, BuildsOneDatabaseWhenTwoReconcilersRace) {
  const RoleName role("raced");
  const DatabaseName database("raced");
  const Secret password("x");
  std::vector<std::string> answers(2);
  const auto work = [&](std::size_t which) {
    PostgresServer server(postgres_.address(), clock_, entropy_);
    answers[which] = word(server.create_role({.name = role}, &password)) + ", " +
                     word(server.build({.name = database}));
  };
  {
    const std::jthread first(work, 0);
    const std::jthread second(work, 1);
  }

  EXPECT_EQ(word(server_.finish(database, true)), "created");
  EXPECT_NE(answers[0].find('E'), 0u) << answers[0];
  EXPECT_NE(answers[1].find('E'), 0u) << answers[1];
}

TEST_F(RealPostgres, OutlivesARestartOfTheServer) {
  PostgresFixture own;
  PostgresServer server(own.address(), clock_, entropy_);
  ASSERT_TRUE(server.catalogue({}));
  auto locks = server.lock({"x"}, 1s);
  ASSERT_TRUE(locks);

  own.restart();

  EXPECT_TRUE(server.catalogue({}));
  locks->reset();
  EXPECT_TRUE(server.lock({"x"}, 1s));
}

TEST_F(RealPostgres, RespectsAServerThatIsReadOnlyForAll) {
  const PostgresFixture own({.parameters = {{"default_transaction_read_only", "on"}}});
  PostgresServer server(quick(own.address()), clock_, entropy_);
  const Secret password("x");

  const auto catalogue = server.catalogue({});
  const auto role = server.create_role({.name = RoleName("x")}, &password);

  ASSERT_TRUE(catalogue);
  EXPECT_TRUE(catalogue->read_only);
  ASSERT_FALSE(role);
  EXPECT_EQ(role.error().code, Code::ServerReadOnly);
}

TEST_F(RealPostgres, WorksAsAnAdminWhoseSessionsStartReadOnly) {
  postgres_.run("postgres",
                "CREATE ROLE careful LOGIN CREATEROLE PASSWORD 'x';"
                "ALTER ROLE careful SET default_transaction_read_only = on");
  PostgresServer server(quick(postgres_.address("careful", Secret("x"))), clock_, entropy_);
  const Secret password("x");

  EXPECT_EQ(word(server.create_role({.name = RoleName("of_careful")}, &password)), "created");
  EXPECT_FALSE(server.catalogue({})->read_only);
}

TEST_F(RealPostgres, NeverTakesMoreSessionsThanAllowed) {
  postgres_.run("postgres", "CREATE ROLE few LOGIN SUPERUSER CONNECTION LIMIT -1 PASSWORD 'x'");
  ServerAddress address = postgres_.address("few", Secret("x"));
  address.max_sessions = 2;
  PostgresServer server(std::move(address), clock_, entropy_);
  std::atomic<std::size_t> most = 0;
  {
    std::vector<std::jthread> workers;
    workers.reserve(8);
    for (int i = 0; i < 8; ++i)
      workers.emplace_back([&] {
        for (int k = 0; k < 5; ++k)
          EXPECT_TRUE(server.look_inside({.database = DatabaseName("template1")}));
      });
    for (int i = 0; i < 20; ++i) {
      const auto count = std::stoul(postgres_.ask(
          "postgres", "SELECT count(*) FROM pg_stat_activity WHERE usename = 'few'")[0]);
      most = std::max<std::size_t>(most, count);
    }
  }

  EXPECT_LE(most, 3u) << "one may be on its way out";
}

TEST_F(RealPostgres, WaitsNoLongerThanAllowedForAServerThatHangs) {
  const PostgresFixture other;
  ServerAddress address = quick(other.address());
  address.patience.connect = 200ms;
  address.patience.answer = 200ms;
  PostgresServer server(std::move(address), clock_, entropy_);
  ASSERT_TRUE(server.catalogue({}));
  {
    const Frozen hanging(other.process());

    const auto in_session = server.catalogue({});
    const auto at_login = server.catalogue({});

    ASSERT_FALSE(in_session);
    EXPECT_EQ(in_session.error().code, Code::ServerTimeout);
    EXPECT_NE(in_session.error().what.find("no answer within 200 ms"), std::string::npos);
    ASSERT_FALSE(at_login);
    EXPECT_EQ(at_login.error().code, Code::ServerTimeout);
  }
  EXPECT_TRUE(server.catalogue({}));
}

}  // namespace
}  // namespace pgberth
