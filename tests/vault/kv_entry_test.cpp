#include "reconciler/adapters/vault/kv_entry.h"

#include <gtest/gtest.h>

#include "tests/support/store_contract.h"
#include <string>

namespace pgberth {
namespace {

using Json = nlohmann::json;

KvEntry entry_of_answer(const std::string& answer) {
  return kv_entry(Json::parse(answer), true);
}

StoredEntry entry_with(const std::string& data) {
  return entry_of_answer(R"({"data":{"data":)" + data + R"(,"metadata":{"version":3}}})").stored;
}

TEST(KvEntry, HoldsTextAsItIsAndOtherValuesAsJsonWritesThem) {
  const auto entry = entry_with(
      R"({"text":"5432 \u0000ü","port":5432,"yes":true,"nothing":null,"half":1.5,"deep":{"a":[1]}})");

  EXPECT_EQ(entry.presence, Presence::Present);
  EXPECT_EQ(keys_of(entry), (StoreKeys{{"text", std::string("5432 \0ü", 8)},
                                       {"port", "5432"},
                                       {"yes", "true"},
                                       {"nothing", ""},
                                       {"half", "1.5"},
                                       {"deep", R"({"a":[1]})"}}));
}

TEST(KvEntry, ShowsNothingOfANumberThatMayHaveBeenWrittenInAnotherWay) {
  for (const char* number :
       {"12345678901234567890123", "1e300", "0.00001", "0.1234567890123456789"}) {
    const auto entry = entry_with(std::string(R"({"other":"x","password":)") + number + "}");

    EXPECT_EQ(keys_of(entry), (StoreKeys{{"other", "x"}, {"password", ""}})) << number;
  }
  EXPECT_EQ(entry_with(R"({"a":18446744073709551615})").presence, Presence::Present);
}

TEST(KvEntry, TellsItsVersionAndWhenItChanged) {
  const auto entry = entry_of_answer(
      R"({"data":{"data":{"a":"b"},"metadata":{"version":7,"created_time":"2026-01-31T12:00:00.5Z"}}})");

  EXPECT_EQ(entry.version, 7);
  EXPECT_TRUE(entry.grows);
  ASSERT_TRUE(entry.stored.changed);
  EXPECT_EQ(entry.stored.changed->time_since_epoch().count(), 1'769'860'800);
}

TEST(KvEntry, TellsDeletedDestroyedAndEmptyApart) {
  const auto deleted = entry_of_answer(
      R"({"data":{"data":null,"metadata":{"version":2,"deletion_time":"2026-01-31T12:00:00Z","destroyed":false}}})");
  const auto destroyed = entry_of_answer(
      R"({"data":{"data":null,"metadata":{"version":2,"deletion_time":"2026-01-31T12:00:00Z","destroyed":true}}})");
  const auto empty = entry_of_answer(R"({"data":{"data":{},"metadata":{"version":2}}})");

  EXPECT_EQ(deleted.stored.presence, Presence::SoftDeleted);
  EXPECT_EQ(deleted.stored.detail, "version 2 was deleted at 2026-01-31T12:00:00Z");
  EXPECT_FALSE(deleted.grows);
  EXPECT_EQ(destroyed.stored.presence, Presence::NoVersion);
  EXPECT_EQ(destroyed.stored.detail, "version 2 of it is destroyed");
  EXPECT_FALSE(destroyed.grows);
  EXPECT_EQ(empty.stored.presence, Presence::NoVersion);
  EXPECT_TRUE(empty.grows);
}

TEST(KvEntry, IsUnreadableWhenItIsNotUnderstood) {
  for (const char* answer :
       {"null", "[]", "\"text\"", "{}", R"({"data":null})", R"({"data":{"data":null}})",
        R"({"data":{"data":"text","metadata":{"version":1}}})",
        R"({"data":{"data":null,"metadata":{"version":1,"deletion_time":""}}})"}) {
    const auto entry = entry_of_answer(answer);

    EXPECT_EQ(entry.stored.presence, Presence::Unreadable) << answer;
    EXPECT_FALSE(entry.grows) << answer;
  }
}

TEST(KvContent, IsTextOfUpToAMebibyteAsJson) {
  const auto refusal = [](const StoreKeys& keys) {
    const auto fits = check_kv_content("secret/a", content_of(keys));
    return fits ? std::string("none") : std::string(to_string(fits.error().code));
  };

  EXPECT_EQ(refusal({{"a", "x"}}), "none");
  EXPECT_EQ(refusal({{"a", ""}}), "none");
  EXPECT_EQ(refusal({}), to_string(Code::StoreFailed));
  EXPECT_EQ(refusal({{"", "x"}}), to_string(Code::EntryNameInvalid));
  EXPECT_EQ(refusal({{"\xff", "x"}}), to_string(Code::EntryNameInvalid));
  EXPECT_EQ(refusal({{"a", "\xff"}}), to_string(Code::StoreFailed));
  EXPECT_EQ(refusal({{"a", std::string(1'048'500, 'x')}}), "none");
  EXPECT_EQ(refusal({{"a", std::string(1'048'600, 'x')}}), to_string(Code::EntryTooLarge));
  EXPECT_EQ(refusal({{"a", std::string(200'000, '\x01')}}), to_string(Code::EntryTooLarge));
}

TEST(KvContent, IsCreatedOnlyWhereNothingIsAndAddedOnlyToTheVersionThatWasRead) {
  const Json created = Json::parse(new_kv_entry(content_of({{"a", "1"}, {"b", "2"}})));
  const Json added = Json::parse(kv_key_patch(5, content_of({{"a", "1"}, {"b", "2"}}), {"b"}));

  EXPECT_EQ(created, Json::parse(R"({"options":{"cas":0},"data":{"a":"1","b":"2"}})"));
  EXPECT_EQ(added, Json::parse(R"({"options":{"cas":5},"data":{"b":"2"}})"));
}

}  // namespace
}  // namespace pgberth
