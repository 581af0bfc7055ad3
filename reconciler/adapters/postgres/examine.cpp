#include "reconciler/adapters/postgres/examine.h"

#include "reconciler/adapters/clock_check.h"
#include "reconciler/adapters/postgres/failure.h"
#include "reconciler/adapters/postgres/read_catalogue.h"
#include "reconciler/adapters/postgres/session.h"
#include "reconciler/adapters/postgres/sql.h"

#include <pqxx/field>
#include <pqxx/row>

#include <cmath>
#include <utility>

namespace pgberth {
namespace {

constexpr double kWeek = 7.0 * 24 * 60 * 60;

constexpr auto kFacts =
    "SELECT CURRENT_USER, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolinherit,"
    " r.rolconnlimit,"
    " CASE WHEN r.rolvaliduntil < 'infinity' THEN"
    " extract(epoch FROM r.rolvaliduntil - pg_catalog.now()) END,"
    " extract(epoch FROM pg_catalog.clock_timestamp()),"
    " e.setting, e.source,"
    " EXISTS (SELECT FROM pg_catalog.pg_roles m WHERE m.rolname = 'rds_superuser'),"
    " coalesce(pg_catalog.current_setting('rds.restrict_password_commands', true), '')"
    " IN ('on', '1', 'true'),"
    " coalesce((SELECT pg_catalog.pg_has_role(p.oid, 'MEMBER') FROM pg_catalog.pg_roles p"
    " WHERE p.rolname = 'rds_password'), false),"
    " pg_catalog.has_table_privilege('pg_catalog.pg_stat_activity', 'SELECT'),"
    " pg_catalog.current_setting('max_connections')::pg_catalog.int4"
    " - pg_catalog.current_setting('superuser_reserved_connections')::pg_catalog.int4"
    " - coalesce(pg_catalog.current_setting('reserved_connections', true), '0')::pg_catalog.int4,"
    " coalesce(pg_catalog.inet_client_addr()::pg_catalog.text, '')"
    " FROM pg_catalog.pg_roles r, pg_catalog.pg_settings e"
    " WHERE r.rolname = CURRENT_USER AND e.name = 'password_encryption'";

std::string quoted(const std::string& name) {
  return "\"" + name + "\"";
}

/// What is read of every server, whatever is to be done there: anybody may, unless somebody took
/// that away.
std::optional<Check> unreadable(Session& session, const std::string& admin) {
  const pqxx::result rows = session.query(
      "SELECT v FROM pg_catalog.unnest('{pg_roles, pg_auth_members, pg_database, pg_settings,"
      " pg_shdescription, pg_available_extensions, pg_available_extension_versions}'"
      "::pg_catalog.text[]) v"
      " WHERE NOT pg_catalog.has_table_privilege('pg_catalog.' || v, 'SELECT')");
  if (rows.empty()) return std::nullopt;
  std::string names;
  for (const auto& row : rows)
    names += (names.empty() ? "pg_catalog." : ", pg_catalog.") + row[0].as<std::string>();
  return Check{.about = std::string(kReachability),
               .verdict = Verdict::Missing,
               .seen = quoted(admin) + " may not read " + names,
               .cure = pasteable(
                   for_superuser("GRANT SELECT ON " + names + " TO " + sql::identifier(admin)))};
}

ServerFacts read_facts(Session& session) {
  const pqxx::result rows = session.query(kFacts);
  const auto& row = rows[0];
  ServerFacts facts{.admin = row[0].as<std::string>(),
                    .superuser = row[1].as<bool>(),
                    .creates_roles = row[2].as<bool>(),
                    .creates_databases = row[3].as<bool>(),
                    .inherits = row[4].as<bool>(),
                    .connection_limit = row[5].as<int>(),
                    .clock = row[7].as<double>(),
                    .password_encryption = row[8].as<std::string>(),
                    .encryption_from = row[9].as<std::string>(),
                    .managed = row[10].as<bool>(),
                    .restricts_passwords = row[11].as<bool>(),
                    .sets_passwords = row[12].as<bool>(),
                    .most_sessions = row[14].as<int>(),
                    .client = row[15].as<std::string>()};
  if (!row[6].is_null()) facts.valid_for = row[6].as<double>();
  if (row[13].as<bool>())
    facts.sessions = session
                         .query(
                             "SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity"
                             " WHERE datid IS NOT NULL AND usesysid IS NOT NULL")[0][0]
                         .as<int>();
  return facts;
}

std::string version_words(int version) {
  constexpr int of_major = 10'000;
  return std::to_string(version / of_major) + "." + std::to_string(version % of_major);
}

Check who_we_are(const Session& session, const ServerFacts& facts) {
  std::string rights;
  if (facts.superuser) rights += ", a superuser";
  if (facts.creates_roles) rights += ", with CREATEROLE";
  if (facts.creates_databases) rights += ", with CREATEDB";
  return {
      .about = std::string(kWhoWeAre),
      .verdict = Verdict::Fine,
      .seen = quoted(facts.admin) + " on Postgres " + version_words(session.version()) + rights};
}

Check writes(const ServerLook& look) {
  const bool nothing = !look.any_new_database() && !look.any_new_role();
  if (!look.session.read_only() || nothing)
    return {.about = "writes",
            .verdict = Verdict::Fine,
            .seen = look.session.read_only() ? "none are taken, and none are needed" : "are taken"};
  return {.about = "writes",
          .verdict = Verdict::Missing,
          .seen = "the server is read-only",
          .cure = "Give the address of the primary, or wait for the end of a failover."};
}

std::string cure_of_encryption(const ServerFacts& facts) {
  const std::string admin = sql::identifier(facts.admin);
  if (facts.encryption_from == "user") return "ALTER ROLE " + admin + " RESET password_encryption;";
  if (facts.encryption_from == "database")
    return "ALTER DATABASE \"postgres\" RESET password_encryption;";
  if (facts.encryption_from == "database user")
    return "ALTER ROLE " + admin + " IN DATABASE \"postgres\" RESET password_encryption;";
  if (facts.managed)
    return "aws rds modify-db-parameter-group --db-parameter-group-name GROUP --parameters "
           "ParameterName=password_encryption,ParameterValue=scram-sha-256,ApplyMethod=immediate";
  return "ALTER SYSTEM SET password_encryption = 'scram-sha-256';\nSELECT pg_reload_conf();";
}

Check encryption(const ServerFacts& facts) {
  const bool scram = facts.password_encryption == "scram-sha-256";
  return {.about = "password_encryption",
          .verdict = scram ? Verdict::Fine : Verdict::Missing,
          .seen = scram ? "scram-sha-256"
                        : "is not scram-sha-256: passwords that others set can be had from hashes",
          .cure = scram ? "" : cure_of_encryption(facts)};
}

/// "in 5 days", "in 30 hours": whole ones that are left.
std::string time_left(double seconds) {
  constexpr double hour = 60.0 * 60;
  constexpr double day = 24 * hour;
  const double unit = seconds < 2 * day ? hour : day;
  const long number = std::lround(std::floor(seconds / unit));
  if (number < 1) return "within an hour";
  return "in " + std::to_string(number) + (unit == hour ? " hour" : " day") +
         (number == 1 ? "" : "s");
}

Check password_end(const ServerFacts& facts) {
  Check check{.about = "VALID UNTIL", .verdict = Verdict::Fine, .seen = "the password has no end"};
  if (!facts.valid_for) return check;
  check.seen = "the password ends " + time_left(*facts.valid_for);
  if (*facts.valid_for > kWeek) return check;
  check.verdict = Verdict::Missing;
  check.cure = "ALTER ROLE " + sql::identifier(facts.admin) + " VALID UNTIL 'infinity';";
  return check;
}

/// The sessions that a pass takes, and the one that holds its locks.
Check sessions(const ServerAddress& address, const ServerFacts& facts) {
  const int needed = static_cast<int>(address.max_sessions) + 1;
  Check check{.about = "sessions",
              .verdict = Verdict::Fine,
              .seen = std::to_string(facts.sessions.value_or(0)) + " of " +
                      std::to_string(facts.most_sessions) + " are in use"};
  const bool limited = facts.connection_limit >= 0 && facts.connection_limit < needed;
  if (facts.superuser) return check;
  if (limited) {
    check.verdict = Verdict::Missing;
    check.seen = quoted(facts.admin) + " may have " + std::to_string(facts.connection_limit) +
                 " at once, and a pass takes up to " + std::to_string(needed);
    check.cure = "ALTER ROLE " + sql::identifier(facts.admin) + " CONNECTION LIMIT " +
                 std::to_string(needed) + ";";
  } else if (!facts.sessions) {
    check.verdict = Verdict::Optional;
    check.seen = "how many are in use is not shown to " + quoted(facts.admin);
    check.cure =
        "GRANT SELECT ON pg_catalog.pg_stat_activity TO " + sql::identifier(facts.admin) + ";";
  } else if (*facts.sessions + needed - 1 > facts.most_sessions) {
    check.verdict = Verdict::Missing;
    check.seen += ", and a pass takes up to " + std::to_string(needed);
    check.cure = "ALTER SYSTEM SET max_connections = " +
                 std::to_string(facts.most_sessions + facts.most_sessions / 2) +
                 ";  -- and restart, or end sessions that nobody uses";
  }
  return check;
}

/// Anybody may ask for it, unless somebody took that away.
std::optional<Check> identity(Session& session, const ServerAddress& address) {
  const pqxx::result may = session.query(
      "SELECT pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')");
  if (!may[0][0].as<bool>()) return std::nullopt;
  const pqxx::result rows = session.query(
      "SELECT system_identifier::pg_catalog.text FROM pg_catalog.pg_control_system()");
  const bool known = !address.system_identifier.empty();
  return Check{.about = std::string(kIdentity),
               .verdict = Verdict::Fine,
               .seen = "systemIdentifier " + rows[0][0].as<std::string>() +
                       (known ? ", as the settings say" : "")};
}

Names names_of(const ServerWork& work) {
  Names names{.roles = work.new_roles, .databases = work.creates};
  for (const auto& [database, roles] : work.databases) {
    names.databases.insert(database);
    names.roles.insert(roles.begin(), roles.end());
  }
  for (const auto& [extension, required] : work.extensions) names.extensions.insert(extension);
  return names;
}

}  // namespace

ServerExamined examine_server(Session& session, const ServerAddress& address,
                              const ServerWork& work, Clock& clock) {
  session.execute("SET default_transaction_read_only = on");
  ServerExamined examined;
  CheckList& checks = examined.checks;
  if (auto check = unreadable(session, address.user)) {
    checks.add(*std::move(check));
    return examined;
  }
  const auto before = clock.wall();
  const ServerFacts facts = read_facts(session);
  const auto after = clock.wall();
  const Catalogue catalogue = read_catalogue(session, names_of(work));
  const ServerLook look{.session = session, .facts = facts, .work = work, .catalogue = catalogue};
  checks.add(who_we_are(session, facts));
  if (auto known = identity(session, address)) checks.add(*std::move(known));
  checks.add(writes(look));
  examine_tls(address, session.tls(), checks);
  const std::chrono::sys_time server(std::chrono::duration<double>(facts.clock));
  checks.add(clock_check(server, before, after));
  checks.add(encryption(facts));
  checks.add(password_end(facts));
  checks.add(sessions(address, facts));
  examine_rights(look, checks);
  examine_databases(look, examined);
  examine_extensions(look, examined);
  return examined;
}

}  // namespace pgberth
