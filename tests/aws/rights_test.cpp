#include "reconciler/adapters/secrets_manager/refusal.h"

#include <gtest/gtest.h>

#include "tests/support/aws_client.h"
#include "tests/support/store_contract.h"
#include <algorithm>
#include <string>

namespace pgberth {
namespace {

using Json = nlohmann::json;

/// A site under the shipped files, for entries that begin with "qa-".
struct Shipped {
  explicit Shipped(const std::vector<std::string>& files) {
    identity.policy = IamPolicy::parse(shipped_policy(gate, "qa-", files));
    gate.add_identity(identity);
  }

  AwsGate gate{shared_moto(), shared_moto().new_name("us-rights")};
  AwsIdentity identity{.name = "pgberth", .key_id = "AKIARIGHTS", .secret = "canary-key"};
  AwsRoot root{shared_moto(), gate.region()};
  AwsClient client{address_of(gate), variables_of(identity)};
};

bool all_allowed(const AwsGate& gate) {
  const auto calls = gate.calls();
  return std::ranges::all_of(calls, [](const AwsCall& call) {
    return std::ranges::all_of(call.permissions, [](const AwsCall::Permission& permission) {
      return permission.decision == IamDecision::Allowed;
    });
  });
}

TEST(SecretsManagerRights, WhatPgberthDoesIsAllowedByWhatIsShipped) {
  Shipped site({"read", "create"});
  SecretStore& store = site.client.store();

  const auto created = store.create("qa-fence", entry_of({{"password", "one"}}));
  ASSERT_TRUE(created) << created.error().what;
  EXPECT_EQ(*store.create("qa-fence", entry_of({{"password", "two"}})), Creation::AlreadyThere);
  EXPECT_EQ(read_one(store, "qa-fence").presence, Presence::Present);
  EXPECT_EQ(read_one(store, "qa-gone").presence, Presence::Absent);
  EXPECT_TRUE(store.list("qa-"));
  EXPECT_TRUE(store.versions({"qa-fence"}));
  site.root.delete_later("qa-fence");
  EXPECT_EQ(read_one(store, "qa-fence").presence, Presence::PendingDeletion);

  EXPECT_TRUE(all_allowed(site.gate));
  EXPECT_FALSE(site.gate.calls().empty());
}

TEST(SecretsManagerRights, WhoOnlyPullsNeedsNoRightToCreate) {
  Shipped site({"read"});
  site.root.put("qa-fence", R"({"password": "one"})");

  EXPECT_EQ(read_one(site.client.store(), "qa-fence").presence, Presence::Present);
  EXPECT_TRUE(all_allowed(site.gate));
  EXPECT_FALSE(site.client.store().create("qa-new", entry_of({{"password", "one"}})));
}

TEST(SecretsManagerRights, NothingOutsideThePrefixIsReadOrMade) {
  Shipped site({"read", "create"});
  site.root.put("prod-fence", R"({"password": "canary"})");

  EXPECT_EQ(read_one(site.client.store(), "prod-fence").presence, Presence::Unreadable);
  const auto creation = site.client.store().create("prod-new", entry_of({{"password", "x"}}));

  ASSERT_FALSE(creation);
  EXPECT_EQ(creation.error().code, Code::StoreRights);
  EXPECT_FALSE(site.root.exists("prod-new"));
}

TEST(SecretsManagerRights, ARefusalNamesTheRightThatAwsNames) {
  const Shipped site({"read", "create"});
  AwsAddress address = address_of(site.gate);
  address.tags = {{"team", "data"}};
  AwsClient client(address, variables_of(site.identity));

  const auto creation = client.store().create("qa-new", entry_of({{"password", "x"}}));

  ASSERT_FALSE(creation);
  EXPECT_TRUE(creation.error().what.ends_with("secretsmanager:TagResource is missing"))
      << creation.error().what;
  EXPECT_NE(creation.error().hint.find("\"Action\":\"secretsmanager:TagResource\""),
            std::string::npos);
}

TEST(SecretsManagerRights, WhatAPolicyDeniesIsNotSaidToBeMissing) {
  AwsSite site(R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"},
      {"Effect": "Deny", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]})");
  site.root.put("qa-fence", R"({"password": "one"})");

  const StoredEntry entry = read_one(site.store(), "qa-fence");

  EXPECT_TRUE(entry.detail.ends_with("secretsmanager:GetSecretValue is denied by a policy"))
      << entry.detail;
  EXPECT_TRUE(entry.hint.starts_with("Take the Deny out")) << entry.hint;
}

/// "KEY", "TAG" and "VALUE" of the files stand for themselves here.
TEST(SecretsManagerRights, AKeyAndTagsAreUsableForEntriesOfThePrefixAlone) {
  Shipped site({"read", "create", "tag", "kms"});
  AwsAddress address = address_of(site.gate);
  address.kms_key = "KEY";
  address.tags = {{"TAG", "VALUE"}};
  AwsClient client(address, variables_of(site.identity));

  ASSERT_TRUE(client.store().create("qa-fence", entry_of({{"password", "one"}})));
  EXPECT_EQ(read_one(client.store(), "qa-fence").presence, Presence::Present);
  EXPECT_TRUE(all_allowed(site.gate));

  site.root.put("prod-fence", R"({"password": "canary"})", {{"KmsKeyId", "KEY"}});
  Json policy = Json::parse(shipped_policy(site.gate, "qa-", {"kms"}));
  policy["Statement"].push_back(
      {{"Effect", "Allow"}, {"Action", "secretsmanager:*"}, {"Resource", "*"}});
  site.identity.policy = IamPolicy::parse(policy.dump());
  site.gate.add_identity(site.identity);

  EXPECT_EQ(read_one(client.store(), "qa-fence").presence, Presence::Present);
  EXPECT_EQ(read_one(client.store(), "prod-fence").presence, Presence::Unreadable);
}

TEST(SecretsManagerRights, TheSameIdentityCannotOverwriteByAnyCall) {
  Shipped site({"read", "create", "tag", "kms"});
  site.root.put("qa-fence", R"({"password": "one"})");
  const std::vector<std::pair<std::string, Json>> writes{
      {"PutSecretValue", {{"SecretString", "x"}}},
      {"UpdateSecret", {{"SecretString", "x"}}},
      {"UpdateSecretVersionStage", {{"VersionStage", "AWSCURRENT"}}},
      {"DeleteSecret", {{"ForceDeleteWithoutRecovery", true}}},
      {"RotateSecret", Json::object()},
      {"RestoreSecret", Json::object()},
      {"PutResourcePolicy", {{"ResourcePolicy", "{}"}}},
      {"UntagResource", {{"TagKeys", {"TAG"}}}}};
  const auto before = site.root.describe("qa-fence");

  for (auto [action, request] : writes) {
    request["SecretId"] = "qa-fence";
    request["ClientRequestToken"] = "0123456789abcdef0123456789abcdef";
    const auto answer = site.client.api().ask(action, request);
    ASSERT_TRUE(answer) << action;
    EXPECT_TRUE(says(*answer, "AccessDeniedException")) << action << " " << answer->status;
  }

  EXPECT_EQ(site.root.describe("qa-fence")["VersionIdsToStages"], before["VersionIdsToStages"]);
  EXPECT_EQ(site.root.text("qa-fence"), R"({"password": "one"})");
}

}  // namespace
}  // namespace pgberth
