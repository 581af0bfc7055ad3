// Hosts and names that are none, in all dialects: where values become claims.

#include "reconciler/desired/addresses.h"

#include <gtest/gtest.h>

#include "tests/support/values_tree.h"
#include <map>
#include <string>

namespace pgberth::testing {
namespace {

std::string values_with(const std::string& host) {
  return "global:\n  dev: false\n  postgres:\n    dbCreate: true\n    master: {username: postgres, "
         "host: '" +
         host + "'}\nfence: {enabled: true}\n";
}

TEST(Addresses, AreNamesAndAddressesAndFoldersOfSockets) {
  for (const char* host : {"db", "db.example.org", "10.0.0.1", "::1", "[::1]", "fe80::1%eth0",
                           "/var/run/postgresql", "db_1", "a.example,b.example"})
    EXPECT_TRUE(may_be_host(host)) << host;
  for (const std::string host :
       {"postgres://db", "u@db", "u:p@db", "db/fence", "host=db password=p", "db example", "db\tx",
        "db\n", "db?sslmode=disable", "\x7f", "\xff"})
    EXPECT_FALSE(may_be_host(host)) << host;
  EXPECT_FALSE(may_be_host(std::string(254, 'a')));
}

TEST(Addresses, AreShownWithoutAnyPartOfALogin) {
  const std::map<std::string, std::string> shown{
      {"postgres://u:secret@h:5432/db", "postgres://…@h:5432"},
      {"postgres://u:se/cret@h/db", "postgres://…@h"},
      {"u:secret@h", "…@h"},
      {"db example", "db example"},
      {"https://db.example/x", "https://db.example/x"},
      {"postgres://u:se@cret@h/db", "postgres://…"},
      {"postgres://u:se?cret@h/db", "postgres://…"},
      {"postgres://u:se cret@h/db", "postgres://…"},
      {"postgres://h/db?user=u&password=secret", "postgres://…"},
      {"u:secret://x@h", "…"},
      {"host=h password=secret", "…"},
      {"h?password=secret", "…"},
      {"u secret@x@h", "…"}};

  for (const auto& [text, wanted] : shown) EXPECT_EQ(shown_without_login(text), wanted) << text;
}

TEST(Addresses, ThatAreNoneAreToldAtTheirPlaceAndNotUsed) {
  const Desired desired = desired_of(values_with("postgres://u:hunter2@h/db"));

  ASSERT_EQ(count(desired, Code::NameInvalid), 1U);
  EXPECT_TRUE(has_finding(desired, Code::NameInvalid, "values.yaml:5:40"));
  const Claim& fence = claim_of(desired, "fence");
  EXPECT_TRUE(fence.blocked);
  EXPECT_EQ(constant(fence, Field::Host), "-");
  EXPECT_EQ(fence.server.str(), "env/?");
  ASSERT_TRUE(desired.claims.servers.contains(fence.server));
  EXPECT_FALSE(desired.claims.servers.at(fence.server).admin.contains(Field::Host));
  for (const Finding& finding : desired.findings)
    EXPECT_EQ((finding.what + finding.hint).find("hunter2"), std::string::npos) << finding.what;
}

TEST(Addresses, OfOneServiceConcernThatServiceAlone) {
  const Desired desired =
      desired_of(values_with("db.example") + "indexd: {postgres: {host: 'u:p@h'}}\n");

  EXPECT_TRUE(claim_of(desired, "indexd").blocked);
  EXPECT_FALSE(claim_of(desired, "fence").blocked);
}

TEST(Addresses, InPlaceOfANameAreToldToo) {
  const Desired desired = desired_of(values_with("db.example") +
                                     "indexd: {postgres: {database: 'postgres://u:hunter2@"
                                     "a-host-with-a-name-so-long-that-it-is-over-63-bytes/db'}}\n");

  const Claim& indexd = claim_of(desired, "indexd");
  EXPECT_TRUE(indexd.blocked);
  EXPECT_EQ(constant(indexd, Field::Database), "-");
  EXPECT_EQ(count(desired, Code::NameInvalid), 1U);
  for (const Finding& finding : desired.findings)
    EXPECT_EQ((finding.what + finding.hint).find("hunter2"), std::string::npos) << finding.what;
}

}  // namespace
}  // namespace pgberth::testing
