#include "reconciler/adapters/postgres/server_uri.h"

#include <gtest/gtest.h>

#include <string>

namespace pgberth {
namespace {

AdminLogin from_values() {
  return {.host = "db", .port = "5433", .username = "values-user", .password = Secret{"values-pw"}};
}

Result<ServerAddress> address_of(const std::string& uri) {
  return server_address(Secret{uri}, from_values());
}

TEST(ServerUri, GoesBeforeWhatValuesSay) {
  const auto address =
      address_of("postgresql://ad%40min:p%2Fw@127.0.0.1:6000/ignored?sslmode=disable");

  ASSERT_TRUE(address);
  EXPECT_EQ(address->host, "127.0.0.1");
  EXPECT_EQ(address->port, "6000");
  EXPECT_EQ(address->user, "ad@min");
  EXPECT_EQ(address->password.reveal(), "p/w");
  EXPECT_EQ(address->sslmode, "disable");
  EXPECT_TRUE(address->options.empty());
}

TEST(ServerUri, LeavesToTheValuesWhatItDoesNotSay) {
  const auto address = address_of("postgresql://");

  ASSERT_TRUE(address);
  EXPECT_EQ(address->host, "db");
  EXPECT_EQ(address->port, "5433");
  EXPECT_EQ(address->user, "values-user");
  EXPECT_EQ(address->password.reveal(), "values-pw");
}

TEST(ServerUri, VerifiesTlsUnlessToldOtherwise) {
  const auto address = address_of("postgresql://h/");

  ASSERT_TRUE(address);
  EXPECT_EQ(address->sslmode, "verify-full");
  EXPECT_TRUE(address->require_channel_binding);
  EXPECT_FALSE(address->allow_weak_authentication);
}

TEST(ServerUri, HandsOnOtherKeywords) {
  const auto address = address_of("postgresql://h/?sslrootcert=ca.pem&channel_binding=prefer");

  ASSERT_TRUE(address);
  EXPECT_EQ(address->options, (std::map<std::string, std::string>{{"sslrootcert", "ca.pem"}}));
  EXPECT_FALSE(address->require_channel_binding);
}

TEST(ServerUri, IsNeverRepeatedWhenItCannotBeUnderstood) {
  for (const char* uri : {"postgresql://u:hunter2@h/?what=hunter2", "postgresql://u:hunter2%zz@h/",
                          "postgresql://[::1:hunter2/", "hunter2"}) {
    const auto address = address_of(uri);
    ASSERT_FALSE(address) << uri;
    EXPECT_EQ(address.error().code, Code::BadOption);
    EXPECT_EQ((address.error().what + address.error().hint).find("hunter2"), std::string::npos);
  }
}

}  // namespace
}  // namespace pgberth
