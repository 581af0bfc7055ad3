#include "tests/support/iam_policy.h"

#include <gtest/gtest.h>

#include "tests/support/iam_condition.h"
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

constexpr const char* kEntry =
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/fence-creds-aBcDeF";
constexpr const char* kRead = "secretsmanager:GetSecretValue";

IamPolicy policy(const std::string& statements) {
  return IamPolicy::parse(R"({"Version":"2012-10-17","Statement":)" + statements + "}");
}

std::string decision(const std::string& statements, const IamRequest& request) {
  return to_string(policy(statements).decide(request));
}

/// Of a policy that allows all under a condition.
std::string under(const std::string& condition,
                  const std::map<std::string, std::vector<std::string>>& context) {
  return decision(R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":)" + condition + "}",
                  {.action = kRead, .resource = kEntry, .context = context});
}

TEST(IamPolicy, AllowsNothingByItself) {
  EXPECT_EQ(IamPolicy{}.decide({.action = kRead, .resource = kEntry}), IamDecision::NotAllowed);
  EXPECT_EQ(decision("[]", {.action = kRead, .resource = kEntry}), "not allowed");
}

TEST(IamPolicy, AllowsWhatActionAndResourceName) {
  const std::string allows =
      R"({"Effect":"Allow","Action":["secretsmanager:Get*","secretsmanager:listsecrets"],)"
      R"("Resource":"arn:aws:secretsmanager:*:123456789012:secret:prod/fence-creds-??????"})";

  EXPECT_EQ(decision(allows, {.action = kRead, .resource = kEntry}), "allowed");
  EXPECT_EQ(decision(allows, {.action = "secretsmanager:CreateSecret", .resource = kEntry}),
            "not allowed");
  EXPECT_EQ(decision(allows, {.action = kRead, .resource = std::string(kEntry) + "x"}),
            "not allowed");
  // ListSecrets has no resource of its own.
  EXPECT_EQ(decision(allows, {.action = "secretsmanager:ListSecrets", .resource = "*"}),
            "not allowed");
}

TEST(IamPolicy, RefusesWhatIsDeniedWhereverThatStands) {
  const std::string allow = R"({"Effect":"Allow","Action":"*","Resource":"*"})";
  const std::string deny =
      R"({"Effect":"Deny","Action":"secretsmanager:*","NotResource":"arn:aws:secretsmanager:*:*:secret:qa/*"})";

  const auto list = [](std::string first, const std::string& second) {
    return "[" + std::move(first.append(",").append(second)) + "]";
  };
  for (const std::string& both : {list(allow, deny), list(deny, allow)}) {
    EXPECT_EQ(decision(both, {.action = kRead, .resource = kEntry}), "refused");
    EXPECT_EQ(decision(both, {.action = "kms:Decrypt", .resource = kEntry}), "allowed");
    EXPECT_EQ(decision(both, {.action = kRead,
                              .resource = "arn:aws:secretsmanager:us-east-1:1:secret:qa/a-AAAAAA"}),
              "allowed");
  }
}

TEST(IamPolicy, CoversAllActionsButSome) {
  const std::string allows = R"({"Effect":"Allow","NotAction":"secretsmanager:*","Resource":"*"})";

  EXPECT_EQ(decision(allows, {.action = kRead, .resource = kEntry}), "not allowed");
  EXPECT_EQ(decision(allows, {.action = "kms:Decrypt", .resource = kEntry}), "allowed");
}

TEST(IamPolicy, ComparesPatternsWithinThePartsOfAnArn) {
  EXPECT_TRUE(is_like("prod/a-b", "prod/*-?"));
  EXPECT_FALSE(is_like("prod/a", "prod/?*?"));
  EXPECT_TRUE(is_like("", "*"));
  EXPECT_TRUE(is_like_arn("arn:aws:kms:r:1:key/a:b", "arn:aws:kms:*:1:key/*"));
  EXPECT_FALSE(is_like_arn("arn:aws:kms:r:1:key/a", "arn:aws:*:key/a"));
  EXPECT_FALSE(is_like_arn("arn:aws:kms:r:1:key/a", "arn:aws:k*:1:1:key/a"));
}

TEST(IamPolicy, AsksTheContext) {
  EXPECT_EQ(under(R"({"StringEquals":{"aws:RequestTag/Owner":["a","b"]}})",
                  {{"aws:requesttag/owner", {"b"}}}),
            "allowed");
  EXPECT_EQ(under(R"({"StringEquals":{"k":"a"}})", {{"k", {"A"}}}), "not allowed");
  EXPECT_EQ(under(R"({"StringEquals":{"k":"a*"}})", {{"k", {"ab"}}}), "not allowed");
  EXPECT_EQ(under(R"({"StringLike":{"k":"a*"}})", {{"k", {"ab"}}}), "allowed");
  EXPECT_EQ(under(R"({"StringNotLike":{"k":["a*","b"]}})", {{"k", {"ab"}}}), "not allowed");
  EXPECT_EQ(under(R"({"StringNotEquals":{"k":["a","b"]}})", {{"k", {"c"}}}), "allowed");
  EXPECT_EQ(under(R"({"StringEqualsIgnoreCase":{"k":"a"}})", {{"k", {"A"}}}), "allowed");
  EXPECT_EQ(
      under(R"({"ArnLike":{"k":"arn:aws:iam::1:role/*"}})", {{"k", {"arn:aws:iam::1:role/a"}}}),
      "allowed");
  EXPECT_EQ(under(R"({"Bool":{"aws:SecureTransport":true}})", {{"aws:SecureTransport", {"true"}}}),
            "allowed");
  EXPECT_EQ(
      under(R"({"StringLike":{"k":"a*"},"Bool":{"b":"false"}})", {{"k", {"a"}}, {"b", {"true"}}}),
      "not allowed");
}

TEST(IamPolicy, KnowsWhatAnAbsentKeyMeans) {
  EXPECT_EQ(under(R"({"StringEquals":{"k":"a"}})", {}), "not allowed");
  EXPECT_EQ(under(R"({"StringNotEquals":{"k":"a"}})", {}), "allowed");
  EXPECT_EQ(under(R"({"StringEqualsIfExists":{"k":"a"}})", {}), "allowed");
  EXPECT_EQ(under(R"({"StringEqualsIfExists":{"k":"a"}})", {{"k", {"b"}}}), "not allowed");
  EXPECT_EQ(under(R"({"Null":{"k":"true"}})", {}), "allowed");
  EXPECT_EQ(under(R"({"Null":{"k":"false"}})", {}), "not allowed");
  EXPECT_EQ(under(R"({"ForAllValues:StringEquals":{"k":"a"}})", {}), "allowed");
  EXPECT_EQ(under(R"({"ForAnyValue:StringEquals":{"k":"a"}})", {}), "not allowed");
}

TEST(IamPolicy, LooksAtEachOfSeveralValues) {
  const std::map<std::string, std::vector<std::string>> tags{{"aws:TagKeys", {"owner", "team"}}};

  EXPECT_EQ(under(R"({"ForAllValues:StringEquals":{"aws:TagKeys":["owner","team","x"]}})", tags),
            "allowed");
  EXPECT_EQ(under(R"({"ForAllValues:StringEquals":{"aws:TagKeys":"owner"}})", tags), "not allowed");
  EXPECT_EQ(under(R"({"ForAnyValue:StringLike":{"aws:TagKeys":"te*"}})", tags), "allowed");
  EXPECT_EQ(under(R"({"ForAnyValue:StringEquals":{"aws:TagKeys":"x"}})", tags), "not allowed");
  EXPECT_THROW(under(R"({"StringEquals":{"aws:TagKeys":"owner"}})", tags), std::invalid_argument);
}

TEST(IamPolicy, IsNoneWhereItIsNotUnderstood) {
  const std::vector<std::string> statements{
      R"({"Effect":"allow","Action":"*","Resource":"*"})",
      R"({"Effect":"Allow","Resource":"*"})",
      R"({"Effect":"Allow","Action":"*"})",
      R"({"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"})",
      R"({"Effect":"Allow","Action":[],"Resource":"*"})",
      R"({"Effect":"Allow","Action":"GetSecretValue","Resource":"*"})",
      R"({"Effect":"Allow","Action":"*","Resource":"prod/fence-creds"})",
      R"({"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"})",
      R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"k":"1"}}})",
      R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForSomeValues:Bool":{"k":"1"}}})",
      R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:username}"})"};
  for (const std::string& statement : statements)
    EXPECT_THROW(policy(statement), std::invalid_argument) << statement;
  EXPECT_THROW(IamPolicy::parse(R"({"Statement":[]})"), std::invalid_argument);
  EXPECT_THROW(IamPolicy::parse("{"), std::invalid_argument);
}

}  // namespace
}  // namespace pgberth
