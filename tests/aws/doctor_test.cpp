#include "reconciler/adapters/secrets_manager/examine.h"

#include <gtest/gtest.h>

#include "tests/support/aws_client.h"
#include "tests/support/checks.h"
#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace pgberth {
namespace {

using Json = nlohmann::json;

const std::vector<std::string> kRights{"secretsmanager:GetSecretValue",
                                       "secretsmanager:DescribeSecret",
                                       "secretsmanager:BatchGetSecretValue",
                                       "secretsmanager:ListSecrets",
                                       "secretsmanager:CreateSecret",
                                       "secretsmanager:TagResource",
                                       "kms:Decrypt",
                                       "kms:GenerateDataKey"};

std::string all_but(const std::string& missing) {
  Json actions = Json::array();
  for (const std::string& right : kRights)
    if (right != missing) actions.push_back(right);
  return Json{{"Version", "2012-10-17"},
              {"Statement", {{"Effect", "Allow"}, {"Action", actions}, {"Resource", "*"}}}}
      .dump();
}

bool is_lacking(const Check& check) {
  return check.verdict == Verdict::Missing || check.verdict == Verdict::Optional;
}

/// What somebody with all rights but one is told to lack.
class SecretsManagerDoctor : public testing::TestWithParam<std::string> {
 protected:
  std::vector<Check> missing(const std::string& right) {
    const AwsSite site(all_but(right));
    site.root.put("qa-fence", R"({"password": "one"})", {{"KmsKeyId", "team-key"}});
    AwsAddress address = address_of(site.gate);
    address.tags = {{"team", "data"}};
    AwsClient client(address, variables_of(site.identity));

    const auto checks =
        client.store().examine({.read = {"qa-fence", "qa-new"}, .create = {"qa-fence", "qa-new"}});

    EXPECT_FALSE(site.root.exists("qa-new"));
    EXPECT_EQ(site.root.versions("qa-fence").size(), 1u);
    std::vector<Check> found;
    for (const Check& check : checks)
      if (is_lacking(check)) found.push_back(check);
    return found;
  }
};

/// What is seen where AWS itself answers. Its stand-in refuses every key to who has no right to
/// any.
std::vector<Check> as_of_aws(const AwsSite& site, const StoreWork& work,
                             const std::optional<AwsAddress>& address = {}) {
  const AwsVariable variable = variables_of(site.identity);
  const AwsAddress at = address.value_or(address_of(site.gate));
  auto setup = aws_setup(at, variable);
  if (!setup) throw std::runtime_error(setup.error().what);
  setup->of_aws = true;
  RealClock clock;
  TestEntropy entropy;
  SecretsManagerApi api(at, *std::move(setup), {variable, clock, entropy});
  return examine_secrets_manager(api, work);
}

TEST_P(SecretsManagerDoctor, NamesExactlyTheRightThatIsMissing) {
  const auto found = missing(GetParam());

  ASSERT_FALSE(found.empty());
  for (const Check& check : found) {
    EXPECT_TRUE(check.about.starts_with(GetParam())) << check.about;
    const Json cure = Json::parse(check.cure, nullptr, false);
    ASSERT_TRUE(cure.is_object()) << check.cure;
    EXPECT_EQ(cure["Action"], GetParam());
    EXPECT_EQ(cure["Effect"], "Allow");
  }
}

INSTANTIATE_TEST_SUITE_P(
    OneRightEach, SecretsManagerDoctor,
    testing::Values("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret",
                    "secretsmanager:BatchGetSecretValue", "secretsmanager:ListSecrets",
                    "secretsmanager:CreateSecret", "secretsmanager:TagResource", "kms:Decrypt"),
    [](const auto& right) { return right.param.substr(right.param.find(':') + 1); });

TEST_F(SecretsManagerDoctor, FindsNothingMissingWhereNothingIs) {
  EXPECT_TRUE(missing("").empty());
}

TEST_F(SecretsManagerDoctor, CreatesNothingWhereNobodyMayLookAtKeys) {
  const AwsSite site(all_but(""));
  AwsAddress moto = address_of(site.gate);
  moto.endpoint = shared_moto().url();
  AwsClient client(moto, variables_of(site.identity));

  const auto checks = client.store().examine({.read = {"qa-new"}, .create = {"qa-new"}});

  EXPECT_FALSE(site.root.exists("qa-new"));
  EXPECT_TRUE(std::ranges::any_of(checks, [](const Check& check) {
    return check.about == "secretsmanager:CreateSecret" && check.verdict == Verdict::Unknown;
  }));
}

TEST_F(SecretsManagerDoctor, CallsRightsOptionalWithoutWhichEverythingCanBeDone) {
  for (const char* right : {"secretsmanager:ListSecrets", "secretsmanager:BatchGetSecretValue"}) {
    const auto found = missing(right);

    ASSERT_EQ(found.size(), 1u) << right;
    EXPECT_EQ(found[0].verdict, Verdict::Optional) << right;
  }
}

TEST_F(SecretsManagerDoctor, LooksAtEachEntryThatIsToBeMade) {
  const AwsSite site(R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"},
      {"Effect": "Deny", "Action": "secretsmanager:CreateSecret", "Resource": "arn:aws:secretsmanager:*:*:secret:qa-77-*"}]})");
  StoreWork work;
  for (int i = 0; i < 100; ++i) work.create.insert("qa-" + std::to_string(i) + "-creds");
  work.read = work.create;

  const auto checks = as_of_aws(site, work);

  const Check* denied = find(checks, "secretsmanager:CreateSecret on \"qa-77-creds\"");
  ASSERT_NE(denied, nullptr);
  EXPECT_EQ(denied->verdict, Verdict::Missing);
  EXPECT_EQ(denied->seen, "is denied by a policy");
  EXPECT_TRUE(denied->cure.starts_with("Take the Deny out")) << denied->cure;
  ASSERT_NE(find(checks, "secretsmanager:CreateSecret"), nullptr);
  EXPECT_EQ(find(checks, "secretsmanager:CreateSecret")->seen, "on 99 entries");
  EXPECT_EQ(find(checks, "secretsmanager:DescribeSecret")->seen, "on 40 entries of 100");
  EXPECT_FALSE(site.root.exists("qa-1-creds"));
}

TEST_F(SecretsManagerDoctor, TellsThatTagsCannotBeToldToWhoMayNotCreate) {
  const AwsSite site(all_but("secretsmanager:CreateSecret"));
  AwsAddress address = address_of(site.gate);
  address.tags = {{"team", "data"}};

  const auto checks = as_of_aws(site, {.read = {"qa-new"}, .create = {"qa-new"}}, address);

  const Check* tags = find(checks, "secretsmanager:TagResource");
  ASSERT_NE(tags, nullptr);
  EXPECT_EQ(tags->verdict, Verdict::Unknown);
  EXPECT_EQ(Json::parse(tags->cure)["Action"], "secretsmanager:TagResource");
}

TEST_F(SecretsManagerDoctor, TellsNamesThatNoEntryCanHave) {
  AwsSite site(all_but(""));

  const auto checks = site.store().examine({.read = {"qa fence"}, .create = {"qa fence"}});

  const Check* name = find(checks, "name \"qa fence\"");
  ASSERT_NE(name, nullptr);
  EXPECT_EQ(name->verdict, Verdict::Missing);
  EXPECT_EQ(std::ranges::count(checks, name->about, &Check::about), 1);
}

TEST_F(SecretsManagerDoctor, WhatItSaysToGrantIsEnough) {
  for (const std::string& right : kRights) {
    if (right == "kms:GenerateDataKey") continue;  // Nobody is told of that without writing.
    SCOPED_TRACE(right);
    AwsSite site(all_but(right));
    site.root.put("qa-fence", R"({"password": "one"})", {{"KmsKeyId", "team-key"}});
    AwsAddress address = address_of(site.gate);
    address.tags = {{"team", "data"}};
    const StoreWork work{.read = {"qa-fence", "qa-new"}, .create = {"qa-fence", "qa-new"}};
    const auto examined = [&] {
      AwsClient client(address, variables_of(site.identity));
      return client.store().examine(work);
    };
    Json policy = Json::parse(all_but(right));
    policy["Statement"] = Json::array({policy["Statement"]});
    for (const Check& check : examined())
      if (is_lacking(check)) policy["Statement"].push_back(Json::parse(check.cure));
    site.identity.policy = IamPolicy::parse(policy.dump());
    site.gate.add_identity(site.identity);

    for (const Check& check : examined()) EXPECT_FALSE(is_lacking(check)) << check.about;
  }
}

}  // namespace
}  // namespace pgberth
