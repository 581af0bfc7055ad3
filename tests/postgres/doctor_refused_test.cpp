#include "reconciler/adapters/postgres/postgres_server.h"

#include <gtest/gtest.h>

#include "tests/support/checks.h"
#include "tests/support/postgres_doctor.h"
#include <vector>

// Servers that do not let the admin in, or not see: what is said is what is in the way, and the
// statement takes it away.

namespace pgberth {
namespace {

class DoctorRefusedTest : public DoctorTest {
 protected:
  /// What is told of an admin made by `statements`, if it is only why nothing can be looked at.
  std::string refusal(const std::string& statements) {
    user_ = admin(statements);
    const std::vector<Check> checks = examined(user_, gen3_work("a"));
    if (checks.size() != 1 || checks[0].about != kReachability) return "it was looked at";
    return checks[0].cure;
  }
  /// Pastes the cure and looks again.
  std::vector<std::string> lacks_after(const std::string& cure) {
    postgres_.run("postgres", cure);
    return lacks(examined(user_, gen3_work("a")));
  }

  std::string user_{};
};

TEST_F(DoctorRefusedTest, CuresADatabaseThatTheAdminMayNotConnectTo) {
  postgres_.run("postgres", "REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
  const std::string cure = refusal(kPlain);
  const auto after = lacks_after(cure);
  postgres_.run("postgres", "GRANT CONNECT ON DATABASE postgres TO PUBLIC");

  EXPECT_EQ(cure, "-- as a superuser\nGRANT CONNECT ON DATABASE \"postgres\" TO " + quoted_ + ";");
  EXPECT_EQ(after, std::vector<std::string>{});
}

TEST_F(DoctorRefusedTest, CuresAnAdminWhoMayHaveNoSession) {
  const std::string cure = refusal(kPlain + "ALTER ROLE ADMIN_ CONNECTION LIMIT 0");

  EXPECT_EQ(cure, "-- as a superuser\nALTER ROLE " + quoted_ + " CONNECTION LIMIT -1;");
  EXPECT_EQ(lacks_after(cure), std::vector<std::string>{});
}

TEST_F(DoctorRefusedTest, CuresAnAdminWhoMayNotLogIn) {
  const std::string cure = refusal(kPlain + "ALTER ROLE ADMIN_ NOLOGIN");

  EXPECT_EQ(cure, "-- as a superuser\nALTER ROLE " + quoted_ + " LOGIN;");
  EXPECT_EQ(lacks_after(cure), std::vector<std::string>{});
}

TEST_F(DoctorRefusedTest, CuresADatabaseThatTakesNoSession) {
  postgres_.run("postgres", "ALTER DATABASE postgres CONNECTION LIMIT 0");
  const std::string cure = refusal(kPlain);
  const auto after = lacks_after(cure);

  EXPECT_EQ(cure, "-- as a superuser\nALTER DATABASE \"postgres\" CONNECTION LIMIT -1;");
  EXPECT_EQ(after, std::vector<std::string>{});
}

class DoctorMajors : public testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Postgres, DoctorMajors, testing::Values(12, 13, 14, 16, 17, 18),
                         [](const auto& which) { return std::to_string(which.param); });

TEST_P(DoctorMajors, RefuseInTheSameWay) {
  const auto programs = postgres_programs(GetParam());
  if (!programs) GTEST_SKIP() << "PGBERTH_PG_" << GetParam() << " does not name a Postgres";
  const PostgresFixture postgres({.bin = *programs});
  postgres.run("postgres", "CREATE ROLE adm LOGIN CREATEDB CREATEROLE PASSWORD 'x'");
  RealClock clock;
  TestEntropy entropy;
  ServerAddress address = postgres.address("adm", kPassword);
  address.patience.retries = std::chrono::milliseconds(1);
  PostgresServer server(std::move(address), clock, entropy);
  const auto cure = [&](const std::string& statement) {
    postgres.run("postgres", statement);
    const auto checks = server.examine(gen3_work("a"));
    postgres.run("postgres", checks.at(0).cure);
    return checks.at(0).cure;
  };
  const std::string begin = "-- as a superuser\n";

  EXPECT_EQ(cure("ALTER ROLE adm CONNECTION LIMIT 0"),
            begin + "ALTER ROLE \"adm\" CONNECTION LIMIT -1;");
  EXPECT_EQ(cure("ALTER ROLE adm NOLOGIN"), begin + "ALTER ROLE \"adm\" LOGIN;");
  EXPECT_EQ(cure("ALTER DATABASE postgres CONNECTION LIMIT 0"),
            begin + "ALTER DATABASE \"postgres\" CONNECTION LIMIT -1;");
  EXPECT_EQ(cure("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC"),
            begin + "GRANT CONNECT ON DATABASE \"postgres\" TO \"adm\";");
  EXPECT_EQ(lacks(server.examine(gen3_work("a"))), std::vector<std::string>{});
}

TEST_F(DoctorRefusedTest, SaysThatARefusedPasswordMayHaveEnded) {
  const std::string cure = refusal(kPlain + "ALTER ROLE ADMIN_ VALID UNTIL 'yesterday'");

  EXPECT_NE(cure.find("VALID UNTIL may be over"), std::string::npos) << cure;
}

TEST_F(DoctorRefusedTest, SaysWhereTheHostRulesTurnTheAdminAway) {
  const PostgresFixture shut({.host_rules = {"host all adm 127.0.0.1/32 reject"}});
  PostgresServer server(shut.address("adm", kPassword), clock_, entropy_);

  const auto checks = server.examine(gen3_work("a"));

  ASSERT_EQ(checks.size(), 1u);
  EXPECT_NE(checks[0].cure.find("pg_hba.conf"), std::string::npos) << checks[0].cure;
}

TEST_F(DoctorRefusedTest, DoesWithoutTheViewOfSessions) {
  postgres_.run("postgres", "REVOKE SELECT ON pg_catalog.pg_stat_activity FROM PUBLIC");
  const std::string user = admin(kPlain);
  const auto before = examined(user, gen3_work("a"));
  postgres_.run("postgres", "GRANT SELECT ON pg_catalog.pg_stat_activity TO " + quoted_);
  const auto after = lacks(examined(user, gen3_work("a")));
  postgres_.run("postgres", "GRANT SELECT ON pg_catalog.pg_stat_activity TO PUBLIC");

  EXPECT_EQ(lacks(before),
            (std::vector<std::string>{"sessions: GRANT SELECT ON pg_catalog.pg_stat_activity TO " +
                                      quoted_ + ";"}));
  ASSERT_NE(find(before, "sessions"), nullptr);
  EXPECT_EQ(find(before, "sessions")->verdict, Verdict::Optional);
  EXPECT_EQ(after, std::vector<std::string>{});
}

TEST_F(DoctorRefusedTest, DoesWithoutTheViewOfTls) {
  postgres_.run("postgres", "REVOKE SELECT ON pg_catalog.pg_stat_ssl FROM PUBLIC");
  const auto told = missing(kPlain, gen3_work("a"));
  postgres_.run("postgres", "GRANT SELECT ON pg_catalog.pg_stat_ssl TO PUBLIC");

  EXPECT_EQ(told, std::vector<std::string>{});
}

TEST_F(DoctorRefusedTest, NamesTheViewsThatNothingCanBeDoneWithout) {
  postgres_.run("postgres", "REVOKE SELECT ON pg_catalog.pg_roles FROM PUBLIC");
  const std::string cure = refusal(kPlain);
  const auto after = lacks_after(cure);
  postgres_.run("postgres", "GRANT SELECT ON pg_catalog.pg_roles TO PUBLIC");

  EXPECT_EQ(cure, "-- as a superuser\nGRANT SELECT ON pg_catalog.pg_roles TO " + quoted_ + ";");
  EXPECT_EQ(after, std::vector<std::string>{});
}

TEST_F(DoctorRefusedTest, NamesTheFunctionsThatLocksAreTakenWith) {
  const std::string function = "pg_catalog.pg_try_advisory_lock(bigint)";
  postgres_.run("postgres", "REVOKE EXECUTE ON FUNCTION " + function + " FROM PUBLIC");
  const std::string user = admin(kPlain);
  PostgresServer server(postgres_.address(user, kPassword), clock_, entropy_);
  const auto before = lacks(examined(user, gen3_work("a")));
  const auto refused = server.lock({"a"}, std::chrono::milliseconds(10));
  const std::string cure = "GRANT EXECUTE ON FUNCTION " + function + " TO " + quoted_ + ";";
  postgres_.run("postgres", cure);
  const auto after = lacks(examined(user, gen3_work("a")));
  const auto taken = server.lock({"a"}, std::chrono::milliseconds(10));
  postgres_.run("postgres", "GRANT EXECUTE ON FUNCTION " + function + " TO PUBLIC");

  EXPECT_EQ(before, std::vector<std::string>{"EXECUTE on " + function + ": " + cure});
  EXPECT_FALSE(refused);
  EXPECT_EQ(after, std::vector<std::string>{});
  EXPECT_TRUE(taken);
}

TEST_F(DoctorRefusedTest, CuresAnIdentityThatMayNotBeAskedFor) {
  const std::string revoked = "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_control_system() FROM ";
  postgres_.run("postgres", revoked + "PUBLIC");
  ServerAddress address = postgres_.address(admin(kPlain), kPassword);
  address.system_identifier =
      postgres_.ask("postgres", "SELECT system_identifier FROM pg_control_system()").at(0);
  PostgresServer server(std::move(address), clock_, entropy_);
  const auto before = server.examine(gen3_work("a"));
  const std::string cure = before.empty() ? "" : before[0].cure;
  postgres_.run("postgres", cure);
  const auto after = lacks(server.examine(gen3_work("a")));
  postgres_.run("postgres", "GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() TO PUBLIC");

  EXPECT_EQ(cure,
            "-- as a superuser\nGRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() TO " +
                quoted_ + ";");
  EXPECT_EQ(after, std::vector<std::string>{});
}

}  // namespace
}  // namespace pgberth
