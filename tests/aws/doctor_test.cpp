#include <gtest/gtest.h>

#include "tests/support/aws_client.h"
#include <algorithm>
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
      if (check.verdict == Verdict::Missing) found.push_back(check);
    return found;
  }
};

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
      if (check.verdict == Verdict::Missing) policy["Statement"].push_back(Json::parse(check.cure));
    site.identity.policy = IamPolicy::parse(policy.dump());
    site.gate.add_identity(site.identity);

    for (const Check& check : examined()) EXPECT_NE(check.verdict, Verdict::Missing) << check.about;
  }
}

}  // namespace
}  // namespace pgberth
