// What `pgberth doctor` asks of Secrets Manager, and what it makes of answers that no emulator
// gives.

#include <gtest/gtest.h>

#include "tests/aws/canned_aws.h"
#include <map>
#include <string>
#include <vector>

namespace pgberth {
namespace {

using Answer = CannedAws::Answer;
using Json = nlohmann::json;

/// An entry that is there; the answer to whoever tries to create it is `to_create`.
CannedAws::Script there(const Answer& to_create, std::vector<Json>* creations = nullptr) {
  return [to_create, creations](const std::string& action, const Json& request) {
    if (action == "GetSecretValue") return Answer{.body = CannedAws::value_of(request["SecretId"])};
    if (action != "CreateSecret") return Answer{};
    if (creations != nullptr) creations->push_back(request);
    return to_create;
  };
}

std::map<std::string, Check> examined(CannedAws& aws) {
  std::map<std::string, Check> checks;
  for (const Check& check : aws.store().examine({.read = {"qa-a"}, .create = {"qa-a"}}))
    checks.emplace(check.about, check);
  return checks;
}

TEST(SecretsManagerDoctorsCalls, CreateUnderAKeyThatNoAccountHasInWhateverPartition) {
  const std::map<std::string, std::string> partitions{
      {"us-east-1", "aws"}, {"cn-north-1", "aws-cn"}, {"us-gov-west-1", "aws-us-gov"}};
  for (const auto& [region, partition] : partitions) {
    std::vector<Json> creations;
    CannedAws aws(there(CannedAws::refusal("ResourceExistsException", "there"), &creations),
                  {.region = region, .tags = {{"team", "data"}}});

    const auto checks = examined(aws);

    ASSERT_EQ(creations.size(), 2u) << "with its tags, too";
    for (const Json& request : creations)
      EXPECT_EQ(request.value("KmsKeyId", ""),
                std::string("arn:").append(partition).append(":kms:").append(region).append(
                    ":123456789012:key/00000000-0000-0000-0000-000000000000"));
    EXPECT_EQ(checks.at("secretsmanager:CreateSecret").verdict, Verdict::Fine);
  }
}

TEST(SecretsManagerDoctorsCalls, ThatMadeAnEntryNevertheless) {
  CannedAws aws(there(Answer{}));

  const auto checks = examined(aws);

  ASSERT_TRUE(checks.contains("entry \"qa-a\""));
  const Check& made = checks.at("entry \"qa-a\"");
  EXPECT_EQ(made.verdict, Verdict::Missing);
  EXPECT_NE(made.seen.find("was made by this look"), std::string::npos) << made.seen;
  EXPECT_NE(made.cure.find("delete-secret"), std::string::npos) << made.cure;
}

TEST(SecretsManagerDoctorsCalls, WithAnswersThatSayNothingOfRightsProveNone) {
  CannedAws aws(there(CannedAws::refusal("InvalidParameterException", "canary")));

  const Check check = examined(aws).at("secretsmanager:CreateSecret");

  EXPECT_EQ(check.verdict, Verdict::Unknown);
  EXPECT_NE(check.seen.find("InvalidParameterException"), std::string::npos) << check.seen;
  EXPECT_EQ((check.seen + check.cure).find("canary"), std::string::npos);
}

TEST(SecretsManagerDoctorsCalls, TellWhichKeyIsNotToBeUsedAndThroughWhichService) {
  const std::string key = "arn:aws-cn:kms:cn-north-1:123456789012:key/team";
  CannedAws aws(
      [&](const std::string& action, const Json&) {
        if (action == "GetSecretValue")
          return CannedAws::refusal("AccessDeniedException", "Access to KMS is not allowed");
        if (action == "CreateSecret") return CannedAws::refusal("ResourceExistsException", "there");
        return Answer{.body = {{"Name", "qa-a"}, {"KmsKeyId", key}}};
      },
      {.region = "cn-north-1", .kms_key = "alias/team"});

  const auto checks = examined(aws);

  const Json cure = Json::parse(checks.at("kms:Decrypt for \"qa-a\"").cure);
  EXPECT_EQ(cure["Action"], "kms:Decrypt");
  EXPECT_EQ(cure["Resource"], key);
  EXPECT_EQ(cure["Condition"]["StringEquals"]["kms:ViaService"],
            "secretsmanager.cn-north-1.amazonaws.com.cn");
  const Check& written = checks.at("kms:GenerateDataKey on \"alias/team\"");
  EXPECT_EQ(written.verdict, Verdict::Unknown);
  EXPECT_EQ(Json::parse(written.cure)["Resource"],
            "arn:aws-cn:kms:cn-north-1:123456789012:alias/team");
}

}  // namespace
}  // namespace pgberth
