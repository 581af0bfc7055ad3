#include "reconciler/adapters/postgres/examine.h"
#include "reconciler/adapters/postgres/postgres_server.h"

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include "tests/support/checks.h"
#include "tests/support/postgres_doctor.h"
#include <vector>

// What the session itself shows: TLS, clocks, passwords, limits; and that there is none.

namespace pgberth {
namespace {

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

TEST_F(DoctorTest, CountsTheHoursOfAPasswordThatEndsTomorrow) {
  const auto seen = [&](const std::string& until) {
    const auto checks =
        examined(admin(kPlain + "ALTER ROLE ADMIN_ VALID UNTIL '" + until + "'"), gen3_work("a"));
    const Check* check = find(checks, "VALID UNTIL");
    return check == nullptr ? "" : check->seen;
  };
  const auto in = [&](const std::string& interval) {
    return postgres_.ask("postgres", "SELECT now() + interval '" + interval + "'").at(0);
  };

  EXPECT_EQ(seen(in("5 hours 10 min")), "the password ends in 5 hours");
  EXPECT_EQ(seen(in("47 hours 5 min")), "the password ends in 47 hours");
  EXPECT_EQ(seen(in("70 min")), "the password ends in 1 hour");
  EXPECT_EQ(seen(in("10 min")), "the password ends within an hour");
  EXPECT_EQ(seen(in("3 days 1 hour")), "the password ends in 3 days");
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

/// What is said of TLS where the server is called so, and is reached without.
Verdict without_tls(const std::string& host, const std::string& address = "") {
  ServerAddress called{.host = host, .user = "adm", .sslmode = "disable"};
  if (!address.empty()) called.options["hostaddr"] = address;
  CheckList checks;
  examine_tls(called, "", checks);
  return std::move(checks).take().at(0).verdict;
}

TEST(DoctorTls, MayBeMissingOnOnesOwnMachineAndInsideACluster) {
  for (const std::string host :
       {"localhost", "127.0.0.1", "127.8.9.10", "::1", "/var/run/postgresql", "@hidden", "db",
        "db.prod.svc", "db.prod.svc.cluster.local", "localhost,127.0.0.1"})
    EXPECT_EQ(without_tls(host), Verdict::Fine) << host;
  EXPECT_EQ(without_tls("db.example", "127.0.0.1"), Verdict::Fine);
  EXPECT_EQ(without_tls("db.example", "::1"), Verdict::Fine);
}

TEST(DoctorTls, MayNotBeMissingOnHostsThatLookLikeOnesOwn) {
  for (const std::string host :
       {"127.evil.example", "127.0.0.1.evil.example", "2001:db8::1", "fe80::1", "::", "127.0.0.1.",
        "127.0.0.256", "128.0.0.1", "localhost.example", "127.1", "localhost,db.example",
        "db.svc.example"})
    EXPECT_EQ(without_tls(host), Verdict::Missing) << host;
  EXPECT_EQ(without_tls("localhost", "203.0.113.5"), Verdict::Missing);
  EXPECT_EQ(without_tls("db", "10.0.0.5"), Verdict::Missing);
  EXPECT_EQ(without_tls("localhost", "127.0.0.1,203.0.113.5"), Verdict::Missing);
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
