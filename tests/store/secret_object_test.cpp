#include "reconciler/adapters/kubernetes/secret_object.h"

#include <gtest/gtest.h>

#include "tests/support/store_contract.h"
#include <string>

namespace pgberth {
namespace {

using Json = nlohmann::json;

TEST(SecretObject, IsWhatItsDataSay) {
  const StoredEntry entry = stored_entry(
      Json::parse(R"({"metadata":{"name":"a"},"data":{"key":"dmFsdWU=","empty":""}})"));

  EXPECT_EQ(entry.presence, Presence::Present);
  EXPECT_EQ(keys_of(entry), (StoreKeys{{"key", "value"}, {"empty", ""}}));
}

TEST(SecretObject, ThatIsNotUnderstoodIsUnreadableAsAWhole) {
  for (const char* data : {R"({"a":"YQ==","b":"!"})", R"({"a":1})", R"({"a":null})"}) {
    const StoredEntry entry = stored_entry(Json{{"data", Json::parse(data)}});
    EXPECT_EQ(entry.presence, Presence::Unreadable) << data;
    EXPECT_TRUE(entry.content.empty()) << data;
  }
  for (const char* odd : {"{}", R"({"data":null})", R"({"data":[]})", R"({"data":{}})"})
    EXPECT_EQ(stored_entry(Json::parse(odd)).presence, Presence::NoVersion) << odd;
}

TEST(SecretObject, ThatIsImmutableIsLocked) {
  const auto locked = [](const char* text) {
    return stored_entry(nlohmann::json::parse(text)).locked;
  };

  EXPECT_TRUE(locked(R"({"data":{"a":"YQ=="},"immutable":true})"));
  EXPECT_FALSE(locked(R"({"data":{"a":"YQ=="},"immutable":false})"));
  EXPECT_FALSE(locked(R"({"data":{"a":"YQ=="}})"));
}

TEST(SecretObject, GetsKeysOnlyAsTheVersionThatWasRead) {
  const Json secret =
      Json::parse(R"({"metadata":{"resourceVersion":"7","uid":"u"},"data":{"there":"YQ=="}})");

  const Json patch =
      Json::parse(key_patch(secret, content_of({{"new", "b"}, {"more", "c"}}), {"new", "more"}));

  ASSERT_EQ(patch.size(), 4u);
  EXPECT_EQ(patch[0],
            Json::parse(R"({"op":"test","path":"/metadata/resourceVersion","value":"7"})"));
  EXPECT_EQ(patch[1], Json::parse(R"({"op":"test","path":"/metadata/uid","value":"u"})"));
  EXPECT_EQ(patch[2], Json::parse(R"({"op":"add","path":"/data/more","value":"Yw=="})"));
  EXPECT_EQ(patch[3], Json::parse(R"({"op":"add","path":"/data/new","value":"Yg=="})"));
}

}  // namespace
}  // namespace pgberth
