#include "reconciler/adapters/aws/refusal_word.h"

#include <gtest/gtest.h>

#include "tests/support/aws_client.h"
#include "tests/support/http_proxy.h"
#include "tests/support/store_contract.h"
#include "tests/support/store_faults.h"
#include <algorithm>
#include <memory>
#include <set>
#include <string>

namespace pgberth {
namespace {

constexpr const char* kEverything =
    R"({"Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"}})";

std::set<std::string> many_names(std::size_t count) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.insert("qa-" + std::to_string(i));
  return names;
}

TEST(SecretsManagerTrouble, NamesThatCannotBeEntriesReachNoCall) {
  AwsSite site(kEverything);
  std::set<std::string> names{"qa-fence"};
  for (const char* letter : {"ä", "ö", "ü", "é", "è", "à", "ç", "ñ", "å", "ø", "æ", "ß"})
    names.insert(std::string("qa-") + letter + "-creds");
  site.root.put("qa-fence", R"({"password": "one"})");

  const auto versions = site.store().versions(names);
  const auto entries = site.store().read(names);
  const auto listed = site.store().list("qa-ö");

  ASSERT_TRUE(versions);
  EXPECT_EQ(versions->size(), 1u);
  EXPECT_EQ(entries.at("qa-fence").presence, Presence::Present);
  EXPECT_EQ(entries.at("qa-ö-creds").presence, Presence::Unreadable);
  EXPECT_TRUE(listed && listed->empty());
  for (const AwsCall& call : site.gate.calls())
    EXPECT_TRUE(std::ranges::all_of(call.request.dump(), [](char c) { return c > 0; }));
}

TEST(SecretsManagerTrouble, WhoWeAreIsAskedAgainWithOtherCredentials) {
  AwsSite site(kEverything);
  AwsIdentity other = site.identity;
  other.name = "other";
  other.key_id = "AKIAOTHER";
  other.secret = "another/key";
  site.gate.add_identity(other);
  auto now = std::make_shared<AwsIdentity>(site.identity);
  AwsClient client(address_of(site.gate),
                   [now](const std::string& name) { return variables_of(*now)(name); });

  const auto before = client.api().caller();
  *now = other;
  site.gate.expire(site.identity.key_id);
  read_one(client.store(), "qa-fence");
  const auto after = client.api().caller();

  ASSERT_TRUE(before && after);
  EXPECT_TRUE(before->arn.ends_with("user/pgberth")) << before->arn;
  EXPECT_TRUE(after->arn.ends_with("user/other")) << after->arn;
}

/// Somebody who corrects credentials need not start anything again.
TEST(SecretsManagerTrouble, WhoWeAreIsAskedWithOthersWhereTheFirstAreRefused) {
  const AwsSite site(kEverything);
  AwsIdentity wrong = site.identity;
  wrong.secret = "not/its/secret";
  auto now = std::make_shared<AwsIdentity>(wrong);
  AwsClient client(address_of(site.gate),
                   [now](const std::string& name) { return variables_of(*now)(name); });
  read_one(client.store(), "qa-fence");

  *now = site.identity;
  const auto caller = client.api().caller();

  ASSERT_TRUE(caller) << caller.error().what;
  EXPECT_TRUE(caller->arn.ends_with("user/pgberth")) << caller->arn;
}

TEST(SecretsManagerTrouble, AKeyThatIsWrongIsShownOnce) {
  const AwsSite site(kEverything);
  AwsIdentity wrong = site.identity;
  wrong.secret = "not/its/secret";
  AwsClient client(address_of(site.gate), variables_of(wrong));

  const StoredEntry entry = read_one(client.store(), "qa-fence");

  EXPECT_NE(entry.detail.find("does not take the credentials"), std::string::npos) << entry.detail;
  EXPECT_EQ(site.gate.calls().size(), 1u) << "the clock is right, so the date is";
}

TEST(SecretsManagerTrouble, NothingGoesToAnotherMachineInClear) {
  const AwsIdentity identity{.name = "pgberth", .key_id = "AKIACLEAR", .secret = "canary-key"};
  AwsClient client({.region = "us-east-1",
                    .endpoint = "http://secrets.example.internal",
                    .sts_endpoint = "http://sts.example.internal"},
                   variables_of(identity), kHurried);

  const StoredEntry entry = read_one(client.store(), "qa-fence");
  const auto account = client.store().identity();

  EXPECT_NE(entry.detail.find("a secret would go there in clear"), std::string::npos)
      << entry.detail;
  ASSERT_FALSE(account);
  EXPECT_NE(account.error().what.find("a secret would go there in clear"), std::string::npos)
      << account.error().what;
}

TEST(SecretsManagerTrouble, AStoreThatIsAwayIsNotAskedForEachEntry) {
  const AwsSite site(kEverything);
  HttpProxy proxy(site.gate.url(), {.unreachable = Code::StoreUnreachable});
  proxy.set_hook([](const std::string&) { return HttpFault::Reset; });
  AwsAddress address = address_of(site.gate);
  address.endpoint = proxy.url();
  AwsClient client(address, variables_of(site.identity), kHurried);

  const auto entries = client.store().read(many_names(500));

  EXPECT_EQ(entries.size(), 500u);
  EXPECT_TRUE(std::ranges::all_of(entries, [](const auto& each) {
    return each.second.presence == Presence::Unreadable && !each.second.detail.empty();
  }));
  // The batches that were under way together, and no others, each as often as patience says.
  EXPECT_LE(proxy.calls().size(), 8u * static_cast<std::size_t>(kHurried.tries));
}

TEST(SecretsManagerTrouble, ARefusalDoesNotWaitForWhoTellsTheAccount) {
  const AwsSite site(R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                   "Action": "secretsmanager:BatchGetSecretValue", "Resource": "*"}})");
  HttpProxy proxy(site.gate.url(), {.unreachable = Code::StoreUnreachable});
  proxy.set_hook([](const std::string&) { return HttpFault::Reset; });
  AwsAddress address = address_of(site.gate);
  address.sts_endpoint = proxy.url();
  AwsClient client(address, variables_of(site.identity), kHurried);

  const auto entries = client.store().read(many_names(100));

  EXPECT_TRUE(std::ranges::all_of(entries, [](const auto& each) {
    return each.second.hint.find("ACCOUNT:secret:") != std::string::npos;
  }));
  EXPECT_LE(proxy.calls().size(), static_cast<std::size_t>(kHurried.tries));
}

TEST(SecretsManagerTrouble, ARoleWithKmsInItsNameLacksARightAndNoKey) {
  AwsSite site(R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                   "Action": "secretsmanager:BatchGetSecretValue", "Resource": "*"}})");
  site.identity.name = "EKS-KMS-pgberth";
  site.gate.add_identity(site.identity);
  site.root.put("qa-KMS", R"({"password": "one"})");

  const StoredEntry entry = read_one(site.store(), "qa-KMS");

  EXPECT_NE(entry.detail.find("secretsmanager:GetSecretValue is missing"), std::string::npos)
      << entry.detail;
}

TEST(SecretsManagerTrouble, WordsOfOthersAreNotRepeated) {
  const auto word = [](const std::string& body) {
    return error_word({.status = 400, .headers = {}, .body = body});
  };

  EXPECT_EQ(word(R"({"__type": "com.amazonaws#AccessDeniedException"})"), "AccessDeniedException");
  EXPECT_EQ(word("<Error><Code>ExpiredToken</Code></Error>"), "ExpiredToken");
  EXPECT_EQ(word(R"({"__type": "the stored password is hunter2"})"), "");
  EXPECT_EQ(word(R"({"__type": ["a"], "code": 7})"), "");
  EXPECT_EQ(word("the password is hunter2"), "");
}

}  // namespace
}  // namespace pgberth
