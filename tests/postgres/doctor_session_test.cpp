#include "reconciler/adapters/postgres/postgres_server.h"

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include "tests/support/checks.h"
#include "tests/support/postgres_doctor.h"
#include <vector>

// What the session itself shows: TLS, clocks, passwords, limits; and that there is none.

namespace pgberth {
namespace {

TEST_F(DoctorTest, NamesTheRightToConnectWhereItKeepsEverythingElseFromBeingSeen) {
  postgres_.run("postgres", "REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
  const std::vector<Check> checks = examined(admin(kPlain), gen3_work("a"));
  postgres_.run("postgres", "GRANT CONNECT ON DATABASE postgres TO PUBLIC");

  ASSERT_EQ(checks.size(), 1u);
  EXPECT_EQ(checks[0].about, kReachability);
  EXPECT_EQ(checks[0].cure,
            "As a superuser, run: GRANT CONNECT ON DATABASE \"postgres\" TO " + quoted_ + ";");
}

TEST_F(DoctorTest, NamesWhereHashesOfPasswordsAreWeak) {
  EXPECT_EQ(missing(kPlain + "ALTER ROLE ADMIN_ SET password_encryption = md5", gen3_work("a")),
            (std::vector<std::string>{
                "password_encryption: ALTER ROLE ADMIN_ RESET password_encryption;"}));
  const PostgresFixture md5({.parameters = {{"password_encryption", "md5"}}});
  PostgresServer server(md5.address(), clock_, entropy_);
  ASSERT_EQ(lacks(server.examine({})).size(), 1u);
  EXPECT_EQ(lacks(server.examine({}))[0],
            "password_encryption: ALTER SYSTEM SET password_encryption = 'scram-sha-256';\n"
            "SELECT pg_reload_conf();");
}

TEST_F(DoctorTest, NamesAPasswordThatIsAboutToEnd) {
  const auto told = missing(kPlain + "ALTER ROLE ADMIN_ VALID UNTIL 'tomorrow'", gen3_work("a"));

  EXPECT_EQ(told,
            (std::vector<std::string>{"VALID UNTIL: ALTER ROLE ADMIN_ VALID UNTIL 'infinity';"}));
}

TEST_F(DoctorTest, NamesALimitOfSessionsThatAPassWouldMeet) {
  EXPECT_EQ(missing(kPlain + "ALTER ROLE ADMIN_ CONNECTION LIMIT 2", gen3_work("a")),
            (std::vector<std::string>{"sessions: ALTER ROLE ADMIN_ CONNECTION LIMIT 5;"}));
}

/// A clock that is wrong by an hour.
class LateClock : public RealClock {
 public:
  std::chrono::system_clock::time_point wall() override {
    return RealClock::wall() - std::chrono::hours{1};
  }
};

TEST_F(DoctorTest, NamesAClockThatIsWrong) {
  LateClock late;
  PostgresServer server(postgres_.address(), late, entropy_);

  const auto told = lacks(server.examine({}));

  EXPECT_EQ(told, (std::vector<std::string>{
                      "clock: On the machine whose clock is wrong: timedatectl set-ntp true"}));
}

TEST_F(DoctorTest, TellsTlsAndChannelBinding) {
  const PostgresFixture postgres({.tls = true});
  ServerAddress address = postgres.address();
  address.host = "localhost";
  address.sslmode = "verify-full";
  address.options["sslrootcert"] = postgres.certificate();
  PostgresServer bound(std::move(address), clock_, entropy_);
  const auto fine = bound.examine({});
  address = postgres.address();
  address.sslmode = "require";
  address.require_channel_binding = false;
  PostgresServer loose(std::move(address), clock_, entropy_);
  const auto told = loose.examine({});

  EXPECT_EQ(lacks(fine), std::vector<std::string>{});
  ASSERT_NE(find(fine, "TLS"), nullptr);
  EXPECT_NE(find(fine, "TLS")->seen.find("TLSv1"), std::string::npos);
  ASSERT_NE(find(fine, "channel binding"), nullptr);
  const std::vector<std::string> all{
      "channel binding: Write in the server's uri: channel_binding=require"};
  const bool free_to_choose = PQlibVersion() >= 160000;
  EXPECT_EQ(lacks(told), free_to_choose ? all : std::vector<std::string>{});
}

TEST_F(DoctorTest, TellsThatNobodyAnswers) {
  const PostgresFixture gone;
  ServerAddress address = gone.address();
  address.port = "1";
  PostgresServer server(std::move(address), clock_, entropy_);

  const auto checks = server.examine(gen3_work("a"));

  ASSERT_EQ(checks.size(), 1u);
  EXPECT_EQ(checks[0].about, kReachability);
  EXPECT_FALSE(checks[0].cure.empty());
}

}  // namespace
}  // namespace pgberth
