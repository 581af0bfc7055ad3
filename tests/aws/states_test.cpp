#include <gtest/gtest.h>

#include "tests/support/aws_client.h"
#include "tests/support/store_contract.h"
#include <string>

namespace pgberth {
namespace {

constexpr const char* kEverything =
    R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(SecretsManagerStates, APendingDeletionIsToldWithItsDateAndBothChoices) {
  AwsSite site(kEverything);
  site.root.put("qa-fence", R"({"password": "canary"})");
  site.root.delete_later("qa-fence");

  const StoredEntry entry = read_one(site.store(), "qa-fence");

  EXPECT_EQ(entry.presence, Presence::PendingDeletion);
  EXPECT_TRUE(contains(entry.detail, "marked for deletion, with the date 20")) << entry.detail;
  EXPECT_TRUE(contains(entry.hint, "aws secretsmanager restore-secret --region " +
                                       site.gate.region() + " --secret-id qa-fence"))
      << entry.hint;
  EXPECT_TRUE(contains(entry.hint, "or wait")) << entry.hint;
}

TEST(SecretsManagerStates, WhatIsPendingDeletionIsNotCreatedAnew) {
  AwsSite site(kEverything);
  site.root.put("qa-fence", R"({"password": "canary"})");
  site.root.delete_later("qa-fence");

  const auto creation = site.store().create("qa-fence", entry_of({{"password", "other"}}));

  ASSERT_FALSE(creation);
  EXPECT_EQ(creation.error().code, Code::PendingDeletion) << creation.error().what;
  EXPECT_EQ(read_one(site.store(), "qa-fence").presence, Presence::PendingDeletion);
  site.root.restore("qa-fence");
  EXPECT_EQ(keys_of(read_one(site.store(), "qa-fence")), (StoreKeys{{"password", "canary"}}));
}

TEST(SecretsManagerStates, AnEntryWithoutACurrentVersionIsNoneToFill) {
  AwsSite site(kEverything);
  site.root.put_empty("qa-fence");

  const StoredEntry entry = read_one(site.store(), "qa-fence");
  const auto creation = site.store().create("qa-fence", entry_of({{"password", "other"}}));

  EXPECT_EQ(entry.presence, Presence::NoVersion);
  EXPECT_TRUE(contains(entry.hint, "aws secretsmanager put-secret-value")) << entry.hint;
  ASSERT_TRUE(creation) << creation.error().what;
  EXPECT_EQ(*creation, Creation::AlreadyThere);
  EXPECT_TRUE(site.root.versions("qa-fence").empty());
}

TEST(SecretsManagerStates, ARightThatIsMissingIsNamedWithTheStatementThatGrantsIt) {
  AwsSite site(
      R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "secretsmanager:BatchGetSecretValue",
                                 "Resource": "*"}})");
  site.root.put("qa-fence", R"({"password": "canary"})");

  const StoredEntry entry = read_one(site.store(), "qa-fence");
  const auto creation = site.store().create("qa-new", entry_of({{"password", "x"}}));

  EXPECT_EQ(entry.presence, Presence::Unreadable);
  EXPECT_TRUE(contains(entry.detail, "secretsmanager:GetSecretValue is missing")) << entry.detail;
  const std::string arn =
      "arn:aws:secretsmanager:" + site.gate.region() + ":" + kAwsAccount + ":secret:";
  EXPECT_TRUE(contains(entry.hint, R"("Action":"secretsmanager:GetSecretValue")")) << entry.hint;
  EXPECT_TRUE(contains(entry.hint, arn + "qa-fence-??????")) << entry.hint;
  ASSERT_FALSE(creation);
  EXPECT_EQ(creation.error().code, Code::StoreRights);
  EXPECT_TRUE(contains(creation.error().hint, arn + "qa-new-??????")) << creation.error().hint;
}

TEST(SecretsManagerStates, AKeyThatCannotBeUsedIsToldApartFromTheEntry) {
  AwsSite site(
      R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "secretsmanager:*",
                                 "Resource": "*"}})");
  site.root.put("qa-fence", R"({"password": "canary"})", {{"KmsKeyId", "team-key"}});

  const StoredEntry entry = read_one(site.store(), "qa-fence");

  EXPECT_EQ(entry.presence, Presence::Unreadable);
  EXPECT_TRUE(contains(entry.detail, "its KMS key cannot be used")) << entry.detail;
  EXPECT_TRUE(contains(entry.hint, "kms:Decrypt")) << entry.hint;
}

TEST(SecretsManagerStates, WhoMayNotReadSeveralAtOnceReadsThemOneByOne) {
  AwsSite site(
      R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue",
                                 "secretsmanager:DescribeSecret"], "Resource": "*"}})");
  site.root.put("qa-fence", R"({"password": "canary"})");

  const auto entries = site.store().read({"qa-fence", "qa-gone"});

  EXPECT_EQ(keys_of(entries.at("qa-fence")), (StoreKeys{{"password", "canary"}}));
  EXPECT_EQ(entries.at("qa-gone").presence, Presence::Absent);
}

TEST(SecretsManagerStates, BytesAreReadAsTextIs) {
  AwsSite site(kEverything);
  site.root.put_binary("qa-fence", "eyJwYXNzd29yZCI6ICJzM2NyZXQifQ==");

  EXPECT_EQ(keys_of(read_one(site.store(), "qa-fence")), (StoreKeys{{"password", "s3cret"}}));
}

TEST(SecretsManagerStates, WhatIsReadIsKnownByTheVersionThatAListTells) {
  AwsSite site(kEverything);
  site.root.put("qa-fence", R"({"password": "one"})");

  const auto listed = site.store().versions({"qa-fence"});
  const StoredEntry entry = read_one(site.store(), "qa-fence");

  ASSERT_TRUE(listed && listed->contains("qa-fence"));
  EXPECT_EQ(entry.version, site.root.versions("qa-fence").front());
  EXPECT_TRUE(listed->at("qa-fence").starts_with(entry.version + " ")) << listed->at("qa-fence");
}

TEST(SecretsManagerStates, WhatIsNoObjectOfJsonIsSaidAndNotShown) {
  AwsSite site(kEverything);
  site.root.put("qa-fence", "canary-in-plain-text");

  const StoredEntry entry = read_one(site.store(), "qa-fence");

  EXPECT_EQ(entry.presence, Presence::Unreadable);
  EXPECT_EQ(entry.detail, "what it holds is no object of JSON");
  EXPECT_FALSE(contains(entry.detail + entry.hint, "canary"));
}

TEST(SecretsManagerStates, ARotationThatHasNotEndedIsToldOfItsEntry) {
  AwsSite site(kEverything);
  site.root.put("qa-fence", R"({"password": "one"})");
  site.root.put("qa-quiet", R"({"password": "one"})");
  site.root.add_version("qa-fence", R"({"password": "two"})", {"AWSPENDING"});

  const auto told = site.store().circumstances({"qa-fence", "qa-quiet"});

  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told.at("qa-fence"), "its rotation has not ended");
}

TEST(SecretsManagerStates, TagsDescriptionAndKeyAreSentOnlyWhereSettingsSaySo) {
  AwsSite site(kEverything);
  AwsAddress address = address_of(site.gate);
  address.kms_key = "team-key";
  address.description = "made by pgberth";
  address.tags = {{"team", "data"}};
  AwsClient dressed(address, variables_of(site.identity));

  ASSERT_TRUE(site.store().create("qa-plain", entry_of({{"password", "x"}})));
  ASSERT_TRUE(dressed.store().create("qa-dressed", entry_of({{"password", "x"}})));

  EXPECT_TRUE(site.root.tags("qa-plain").empty());
  EXPECT_EQ(site.root.tags("qa-dressed"), address.tags);
  const auto described = site.root.describe("qa-dressed");
  EXPECT_EQ(described["Description"], "made by pgberth");
  EXPECT_TRUE(contains(described["KmsKeyId"].get<std::string>(), "team-key"));
}

TEST(SecretsManagerStates, AClockThatIsWrongIsCorrectedOnce) {
  AwsSite site(kEverything);
  site.root.put("qa-fence", R"({"password": "s3cret"})");
  site.gate.set_clock(std::chrono::hours{2});

  EXPECT_EQ(keys_of(read_one(site.store(), "qa-fence")), (StoreKeys{{"password", "s3cret"}}));
  site.gate.forget_calls();
  EXPECT_EQ(keys_of(read_one(site.store(), "qa-fence")), (StoreKeys{{"password", "s3cret"}}));

  EXPECT_EQ(site.gate.calls().size(), 1u);
}

TEST(SecretsManagerStates, TheAccountIsWhatItIsKnownBy) {
  AwsSite site(kEverything);

  const auto account = site.store().identity();

  ASSERT_TRUE(account) << account.error().what;
  EXPECT_EQ(*account, kAwsAccount);
}

}  // namespace
}  // namespace pgberth
