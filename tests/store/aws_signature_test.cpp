#include "tests/support/aws_signature.h"

#include <gtest/gtest.h>

#include "tests/support/aws_clock.h"
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

/// The key, place and time of the examples that AWS publishes.
constexpr const char* kKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

SignedRequest example(const std::string& method, const std::string& target) {
  return {.method = method,
          .target = target,
          .headers = {{"host", "example.amazonaws.com"},
                      {"x-amz-date", "20150830T123600Z"},
                      {"authorization",
                       "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/"
                       "aws4_request, SignedHeaders=host;x-amz-date, Signature=0123"}}};
}

TEST(AwsSignature, IsThatOfThePublishedExamples) {
  const std::vector<std::pair<SignedRequest, std::string>> cases{
      {example("GET", "/"), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {example("POST", "/"), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
      {example("GET", "/?Param2=value2&Param1=value1"),
       "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"}};
  for (const auto& [request, signature] : cases) {
    const auto claimed = claimed_signature(request);

    ASSERT_TRUE(claimed) << request.target;
    EXPECT_EQ(signature_of(request, *claimed, kKey), signature) << request.method << request.target;
  }
}

TEST(AwsSignature, ChangesWithAllThatIsSigned) {
  const SignedRequest request = example("POST", "/");
  const auto claimed = claimed_signature(request);
  ASSERT_TRUE(claimed);
  const std::string right = signature_of(request, *claimed, kKey);
  SignedRequest body = request;
  body.body = "{}";
  SignedRequest host = request;
  host.headers.find("host")->second = "example.com";
  SignedRequest open = request;
  open.headers.emplace("accept", "*/*");

  EXPECT_NE(signature_of(body, *claimed, kKey), right);
  EXPECT_NE(signature_of(host, *claimed, kKey), right);
  EXPECT_NE(signature_of(request, *claimed, "another"), right);
  EXPECT_EQ(signature_of(open, *claimed, kKey), right);
}

TEST(AwsSignature, NamesWhatIsNotSigned) {
  SignedRequest request = example("POST", "/");
  request.headers.emplace("x-amz-security-token", "t");
  request.headers.emplace("accept", "*/*");
  const auto claimed = claimed_signature(request);
  ASSERT_TRUE(claimed);

  EXPECT_EQ(not_signed(request, *claimed), std::vector<std::string>{"x-amz-security-token"});
  request.headers.erase("x-amz-security-token");
  EXPECT_TRUE(not_signed(request, *claimed).empty());
}

TEST(AwsSignature, IsNoneWhereTheHeaderIsNotWhole) {
  for (const char* header :
       {"Bearer x", "AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256 Credential=A/1/r/s/aws4_request",
        "AWS4-HMAC-SHA256 Credential=A/1/r/aws4_request, SignedHeaders=host, Signature=0"}) {
    SignedRequest request{.method = "POST", .target = "/"};
    request.headers.emplace("authorization", header);

    EXPECT_FALSE(claimed_signature(request)) << header;
  }
}

TEST(AwsSignature, IsGoodForFiveMinutes) {
  const std::chrono::sys_seconds noon =
      std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + std::chrono::hours{12};

  EXPECT_FALSE(not_now("20261122T120000Z", noon));
  EXPECT_FALSE(not_now("20261122T115500Z", noon));
  EXPECT_FALSE(not_now("20261122T120500Z", noon));
  EXPECT_TRUE(not_now("20261122T115459Z", noon)->starts_with("Signature expired"));
  EXPECT_TRUE(not_now("20261122T120501Z", noon)->starts_with("Signature not yet current"));
  EXPECT_TRUE(not_now("today", noon));
  EXPECT_EQ(http_date(noon), "Sun, 22 Nov 2026 12:00:00 GMT");
}

}  // namespace
}  // namespace pgberth
