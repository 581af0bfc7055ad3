#include "reconciler/adapters/secrets_manager/secret_state.h"

#include "reconciler/adapters/secrets_manager/secret_value.h"

#include <gtest/gtest.h>

#include "tests/support/store_contract.h"
#include <string>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr const char* kHere = "us-east-1";

TEST(SecretState, OfAReplicaIsMendedInTheRegionOfItsPrimary) {
  const Json replica{{"PrimaryRegion", "eu-west-1"}, {"VersionIdsToStages", Json::object()}};

  const StoredEntry entry = state_of("qa", replica, kHere);

  EXPECT_EQ(entry.presence, Presence::NoVersion);
  EXPECT_NE(entry.hint.find("eu-west-1"), std::string::npos) << entry.hint;
  EXPECT_EQ(circumstances_of(replica, kHere), "it is a replica of the one in eu-west-1");
  EXPECT_EQ(circumstances_of({{"PrimaryRegion", kHere}}, kHere), "");
}

TEST(SecretState, OfWhatAServiceOwnsIsSaid) {
  EXPECT_EQ(circumstances_of({{"OwningService", "rds"}}, kHere),
            "it belongs to the service \"rds\"");
}

TEST(SecretState, KnowsARotationByAVersionThatWaits) {
  const auto stages = [](const Json& labels) { return Json{{"VersionIdsToStages", labels}}; };

  EXPECT_EQ(circumstances_of(stages({{"a", {"AWSCURRENT"}}, {"b", {"AWSPENDING"}}}), kHere),
            "its rotation has not ended");
  EXPECT_EQ(circumstances_of(stages({{"a", {"AWSCURRENT", "AWSPENDING"}}}), kHere), "");
  EXPECT_EQ(circumstances_of(stages({{"a", {"AWSCURRENT"}}, {"b", {"AWSPREVIOUS"}}}), kHere), "");
}

TEST(SecretState, ChangesItsVersionWithEverythingThatCounts) {
  const Json row{{"SecretVersionsToStages", {{"a", {"AWSCURRENT"}}}}, {"LastChangedDate", 1.5}};
  Json moved = row;
  moved["SecretVersionsToStages"] = {{"b", {"AWSCURRENT"}}, {"a", {"AWSPREVIOUS"}}};
  Json changed = row;
  changed["LastChangedDate"] = 2.5;
  Json ending = row;
  ending["DeletedDate"] = 1'790'000'000.0;

  EXPECT_EQ(version_of(row), version_of(Json(row)));
  for (const Json& other : {moved, changed, ending}) EXPECT_NE(version_of(row), version_of(other));
}

TEST(SecretState, OfWhatIsNotUnderstoodIsUnreadable) {
  for (const char* text : {"[]", "null", "7", "{\"VersionIdsToStages\": 7}",
                           "{\"VersionIdsToStages\": {\"a\": \"AWSCURRENT\"}}",
                           "{\"DeletedDate\": \"soon\", \"VersionIdsToStages\": null}"}) {
    const Json description = Json::parse(text);
    EXPECT_NE(state_of("qa", description, kHere).presence, Presence::Present) << text;
    EXPECT_EQ(circumstances_of(description, kHere), "") << text;
    EXPECT_FALSE(version_of(description).empty()) << text;
  }
}

TEST(SecretValue, TakesKeysOfOneObject) {
  const auto keys = [](const std::string& text) {
    return keys_of(stored_secret({{"SecretString", text}}));
  };

  EXPECT_EQ(
      keys(R"({"a": "x", "b": 5432, "c": true, "d": null, "e": {"f": [1]}})"),
      (StoreKeys{{"a", "x"}, {"b", "5432"}, {"c", "true"}, {"d", ""}, {"e", R"({"f":[1]})"}}));
  EXPECT_EQ(keys(R"({"a": "one", "a": "two"})"), (StoreKeys{{"a", "two"}}));
  EXPECT_EQ(keys(R"({"exact": 12345678901234567890.5})"), (StoreKeys{{"exact", ""}}));
  for (const char* text : {"", "x", "[1]", "7", "null", "{", R"({"a": "b")"})
    EXPECT_EQ(stored_secret({{"SecretString", text}}).presence, Presence::Unreadable) << text;
  EXPECT_EQ(stored_secret(Json::object()).presence, Presence::Unreadable);
  EXPECT_EQ(stored_secret({{"SecretBinary", "%%%"}}).presence, Presence::Unreadable);
  EXPECT_EQ(stored_secret({{"SecretString", 7}}).presence, Presence::Unreadable);
}

}  // namespace
}  // namespace pgberth
