#include "reconciler/text/envelope.h"

#include <gtest/gtest.h>

#include <string>

namespace pgberth {
namespace {

using namespace std::string_literals;

const std::chrono::system_clock::time_point kNow{std::chrono::seconds{1'700'000'000}};

Fields credential() {
  Fields fields;
  fields.emplace("user", Secret{"users_prod_0000"s});
  fields.emplace("password", Secret{"s3cret \"quoted\""s});
  fields.emplace("port", Secret{"5432"s});
  return fields;
}

std::string text_of(const Fields& fields, const std::string& key) {
  const auto found = fields.find(key);
  return found == fields.end() ? "(none)" : std::string(found->second.reveal());
}

TEST(Envelope, GivesBackWhatWasPutIn) {
  const auto closed = close_envelope(credential(), {"port"}, kNow);
  ASSERT_TRUE(closed);

  const auto opened = open_envelope(closed->reveal());

  ASSERT_TRUE(opened);
  EXPECT_EQ(text_of(*opened, "user"), "users_prod_0000");
  EXPECT_EQ(text_of(*opened, "password"), "s3cret \"quoted\"");
  EXPECT_EQ(text_of(*opened, "port"), "5432");
}

TEST(Envelope, IsTheStateMapThatItsReadersKnow) {
  Fields fields;
  fields.emplace("port", Secret{"5432"s});
  fields.emplace("user", Secret{"5433"s});

  EXPECT_EQ(close_envelope(fields, {"port"}, kNow)->reveal(),
            R"({"CURRENT":[{"TRANSITIONS":[{"FROM_LABEL":null,"TIMESTAMP":1700000000,)"
            R"("TO_LABEL":"PROPOSED"},{"FROM_LABEL":"PROPOSED","TIMESTAMP":1700000000,)"
            R"("TO_LABEL":"CURRENT"}],"VALUE":"{\"port\":5432,\"user\":\"5433\"}"}]})");
}

TEST(Envelope, ReadsTheCurrentValueOfSeveralStates) {
  const auto opened = open_envelope(
      R"({"PREVIOUS":[{"VALUE":"{\"user\":\"old\"}"}],"CURRENT":[{"VALUE":"{\"user\":\"new\"}"}]})");

  ASSERT_TRUE(opened);
  EXPECT_EQ(text_of(*opened, "user"), "new");
}

TEST(Envelope, ReadsThePlainCredentialAsWell) {
  const auto opened = open_envelope(R"({"user":"users_0003","port":5432})");

  ASSERT_TRUE(opened);
  EXPECT_EQ(text_of(*opened, "user"), "users_0003");
  EXPECT_EQ(text_of(*opened, "port"), "5432");
}

TEST(Envelope, RefusesWhatItDoesNotUnderstandWithoutRepeatingIt) {
  for (const char* text : {"", "s3cret", "[]", "{}", R"({"CURRENT":[]})", R"({"CURRENT":[{}]})",
                           R"({"CURRENT":[{"VALUE":"s3cret"}]})", R"({"CURRENT":"s3cret"})"}) {
    const auto opened = open_envelope(text);

    ASSERT_FALSE(opened) << text;
    EXPECT_EQ(opened.error().what.find("s3cret"), std::string::npos);
  }
}

TEST(Envelope, RefusesANumberThatMayHaveLostDigits) {
  EXPECT_FALSE(open_envelope(R"({"password":123456789012345678901234567890})"));
  EXPECT_FALSE(open_envelope(R"({"port":5432.5})"));
}

TEST(Envelope, RefusesBytesThatAreNoText) {
  Fields fields;
  fields.emplace("password", Secret{"\xff"s});

  EXPECT_FALSE(close_envelope(fields, {}, kNow));
}

}  // namespace
}  // namespace pgberth
