#include "tests/aws/bench.h"

#include <gtest/gtest.h>

#include "tests/support/aws_clock.h"
#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace pgberth {
namespace {

using Json = nlohmann::json;

TEST_F(AwsBench, TakesWhatIsSignedAndKeepsIt) {
  const std::string name = new_name();

  EXPECT_EQ(ask("CreateSecret", creation(name, "s3cret")), "200");
  const Json read = body_of("GetSecretValue", {{"SecretId", name}});

  EXPECT_EQ(read["SecretString"], "s3cret");
  EXPECT_EQ(read["VersionId"], kToken);
  EXPECT_EQ(root().text(name), "s3cret");
}

TEST_F(AwsBench, RefusesAKeyThatItDoesNotKnowAndOneThatIsWrong) {
  HttpRequest stranger = request("ListSecrets", Json::object());
  stranger.signature->key_id = "AKIASTRANGER";
  HttpRequest liar = request("ListSecrets", Json::object());
  liar.signature->key = Secret{"another key"};

  EXPECT_EQ(word(send(stranger)), "400 UnrecognizedClientException");
  EXPECT_EQ(word(send(liar)), "400 InvalidSignatureException");
  EXPECT_EQ(ask("ListSecrets", Json::object()), "200");
}

TEST_F(AwsBench, RefusesWhatIsNotSigned) {
  HttpRequest open = request("ListSecrets", Json::object());
  open.signature.reset();
  HttpRequest empty = request("ListSecrets", Json::object());
  empty.signature.reset();
  empty.headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=AKIAWRITER";

  EXPECT_EQ(word(send(open)), "400 MissingAuthenticationTokenException");
  EXPECT_EQ(word(send(empty)), "400 IncompleteSignatureException");
}

TEST_F(AwsBench, RefusesASignatureForAnotherPlace) {
  HttpRequest region = request("ListSecrets", Json::object());
  region.signature->region = "eu-west-1";
  HttpRequest service = request("ListSecrets", Json::object());
  service.signature->service = "sts";

  EXPECT_EQ(word(send(region)), "400 InvalidSignatureException");
  EXPECT_EQ(word(send(service)), "400 InvalidSignatureException");
}

TEST_F(AwsBench, GoesByItsOwnClock) {
  HttpRequest old = request("ListSecrets", Json::object());
  old.headers["X-Amz-Date"] = "20200101T000000Z";
  EXPECT_EQ(word(send(old)), "400 InvalidSignatureException");

  gate().set_clock(std::chrono::hours{1});
  const HttpResponse late = send(request("ListSecrets", Json::object()));
  gate().set_clock(-std::chrono::minutes{4});

  EXPECT_NE(late.body.find("Signature expired"), std::string::npos) << late.body;
  const auto in_an_hour =
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) +
      std::chrono::hours{1};
  EXPECT_EQ(late.header("date").substr(0, 16), http_date(in_an_hour).substr(0, 16));
  EXPECT_EQ(ask("ListSecrets", Json::object()), "200");
}

TEST_F(AwsBench, WantsASessionsTokenSignedAndAsLongAsItLasts) {
  allow(R"({"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"})", "session");
  HttpRequest with_token = request("ListSecrets", Json::object());
  with_token.secret_headers.emplace("X-Amz-Security-Token", Secret{"session"});
  HttpRequest other = request("ListSecrets", Json::object());
  other.secret_headers.emplace("X-Amz-Security-Token", Secret{"another"});

  EXPECT_EQ(ask("ListSecrets", Json::object()), "400 UnrecognizedClientException");
  EXPECT_EQ(word(send(other)), "400 UnrecognizedClientException");
  EXPECT_EQ(word(send(with_token)), "200");

  gate().expire("AKIAWRITER");

  EXPECT_EQ(word(send(with_token)), "400 ExpiredTokenException");
}

TEST_F(AwsBench, RefusesATokenThatTheSignatureIsNotOver) {
  allow(R"({"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"})", "session");
  const std::string date =
      stamp_of(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  const std::string scope =
      date.substr(0, 8) + "/" + gate().region() + "/secretsmanager/aws4_request";
  const auto signed_over = [&](const std::string& names) {
    SignedRequest copy{.method = "POST",
                       .target = "/",
                       .headers = {{"host", gate().url().substr(7)},
                                   {"x-amz-date", date},
                                   {"x-amz-security-token", "session"},
                                   {"x-amz-target", "secretsmanager.ListSecrets"}},
                       .body = "{}"};
    std::string line = "AWS4-HMAC-SHA256 Credential=AKIAWRITER/" + scope +
                       ", SignedHeaders=" + names + ", Signature=";
    copy.headers.emplace("authorization", line + "0");
    line += signature_of(copy, *claimed_signature(copy), "writer's key");
    HttpRequest sent = request("ListSecrets", Json::object());
    sent.signature.reset();
    sent.headers["X-Amz-Date"] = date;
    sent.headers["X-Amz-Security-Token"] = "session";
    sent.headers["Authorization"] = line;
    return word(send(sent));
  };

  EXPECT_EQ(signed_over("host;x-amz-date;x-amz-target"), "400 InvalidSignatureException");
  EXPECT_EQ(signed_over("host;x-amz-date;x-amz-security-token;x-amz-target"), "200");
}

TEST_F(AwsBench, LetsNobodyDoWhatNoPolicyAllows) {
  const std::string name = new_name();
  const std::string other = new_name();
  const std::string arn = root().put(name, "one");
  root().put(other, "two");
  allow(R"({"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":")" +
        arn.substr(0, arn.size() - 6) + R"(??????"})");

  EXPECT_EQ(ask("GetSecretValue", {{"SecretId", name}}), "200");
  EXPECT_EQ(ask("GetSecretValue", {{"SecretId", other}}), "400 AccessDeniedException");
  root().delete_now(name);
  EXPECT_EQ(ask("GetSecretValue", {{"SecretId", name}}), "400 AccessDeniedException")
      << "what is not there has no six characters";
  root().put(name, "one");
  EXPECT_EQ(ask("DescribeSecret", {{"SecretId", name}}), "400 AccessDeniedException");
  EXPECT_EQ(ask("CreateSecret", creation(name)), "400 AccessDeniedException");
  EXPECT_EQ(ask("PutSecretValue",
                {{"SecretId", name}, {"SecretString", "three"}, {"ClientRequestToken", kToken}}),
            "400 AccessDeniedException");
  EXPECT_EQ(root().text(name), "one");
}

TEST_F(AwsBench, TellsOfABatchWhatMayNotBeRead) {
  const std::string name = new_name();
  const std::string other = new_name();
  const std::string ending = new_name();
  const std::string empty = new_name();
  const std::string arn = root().put(name, "one");
  const std::string closed = root().put(other, "two");
  root().put(ending, "three");
  root().delete_later(ending);
  root().put_empty(empty);
  allow(R"({"Effect":"Allow","Action":["secretsmanager:BatchGetSecretValue",)"
        R"("secretsmanager:GetSecretValue"],"Resource":"*"},)"
        R"({"Effect":"Deny","Action":"*","Resource":")" +
        closed + R"("})");

  const Json batch = body_of("BatchGetSecretValue",
                             {{"SecretIdList", {name, other, "bench/none", ending, empty}}});

  ASSERT_EQ(batch["SecretValues"].size(), 1) << batch;
  EXPECT_EQ(batch["SecretValues"][0]["ARN"], arn);
  std::map<std::string, std::string> errors;
  for (const Json& error : batch["Errors"]) errors[error["SecretId"]] = error["ErrorCode"];
  EXPECT_EQ(errors, (std::map<std::string, std::string>{{other, "AccessDeniedException"},
                                                        {"bench/none", "ResourceNotFoundException"},
                                                        {ending, "InvalidRequestException"},
                                                        {empty, "ResourceNotFoundException"}}));
  allow(R"({"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*"})");
  EXPECT_EQ(ask("BatchGetSecretValue", {{"SecretIdList", {name}}}), "400 AccessDeniedException");
}

TEST_F(AwsBench, AsksThePolicyForTagsAndKeysOfANewEntry) {
  const std::string name = new_name();
  Json tagged = creation(name);
  tagged["Tags"] = {{{"Key", "owner"}, {"Value", "pgberth"}}};
  const std::string statement =
      R"({"Effect":"Allow","Action":["secretsmanager:CreateSecret","secretsmanager:TagResource"],)"
      R"("Resource":"arn:aws:secretsmanager:us-east-1:123456789012:secret:)" +
      name + R"(-??????","Condition":{"StringEquals":{"aws:RequestTag/owner":"pgberth"}}})";
  allow(statement);

  EXPECT_EQ(ask("CreateSecret", creation(name)), "400 AccessDeniedException");
  allow(R"({"Effect":"Allow","Action":"secretsmanager:CreateSecret","Resource":"*"})");
  EXPECT_EQ(ask("CreateSecret", tagged), "400 AccessDeniedException");
  allow(statement);
  tagged["KmsKeyId"] = "app";
  EXPECT_EQ(ask("CreateSecret", tagged), "400 AccessDeniedException");
  EXPECT_FALSE(root().exists(name));

  allow(statement +
        R"(,{"Effect":"Allow","Action":["kms:GenerateDataKey","kms:Decrypt"],)"
        R"("Resource":"arn:aws:kms:us-east-1:123456789012:key/app","Condition":)"
        R"({"StringEquals":{"kms:ViaService":"secretsmanager.us-east-1.amazonaws.com"}}})");
  EXPECT_EQ(ask("CreateSecret", tagged), "200");
  EXPECT_EQ(root().tags(name), (std::map<std::string, std::string>{{"owner", "pgberth"}}));
  allow(R"({"Effect":"Allow","Action":"secretsmanager:DescribeSecret","Resource":"*",)"
        R"("Condition":{"StringEquals":{"aws:ResourceTag/owner":"pgberth"}}})");
  EXPECT_EQ(ask("DescribeSecret", {{"SecretId", name}}), "200");
}

TEST_F(AwsBench, ReadsUnderAKeyOnlyForWhoMayUseIt) {
  const std::string name = new_name();
  root().put(name, "one", {{"KmsKeyId", "alias/app"}});
  const HttpResponse closed = send(request("GetSecretValue", {{"SecretId", name}}));

  EXPECT_EQ(word(closed), "400 AccessDeniedException");
  EXPECT_NE(closed.body.find("Access to KMS is not allowed"), std::string::npos);

  allow(R"({"Effect":"Allow","Action":["secretsmanager:*","kms:Decrypt"],"Resource":"*"})");
  EXPECT_EQ(ask("GetSecretValue", {{"SecretId", name}}), "200");
  gate().secrets().disable_key("app");
  EXPECT_EQ(ask("GetSecretValue", {{"SecretId", name}}), "400 DecryptionFailure");
}

TEST_F(AwsBench, SaysWhatAwsSaysWhereMotoDoesNot) {
  const std::string name = new_name();
  const std::string empty = new_name();
  root().put(name, "one");
  root().put_empty(empty);

  const HttpResponse none = send(request("GetSecretValue", {{"SecretId", empty}}));

  EXPECT_EQ(word(none), "400 ResourceNotFoundException");
  EXPECT_NE(none.body.find("staging label: AWSCURRENT"), std::string::npos) << none.body;
  EXPECT_EQ(ask("GetSecretValue", {{"SecretId", "bench/none"}}), "400 ResourceNotFoundException");
  EXPECT_EQ(ask("CreateSecret", creation(name)), "400 ResourceExistsException");
  EXPECT_EQ(ask("CreateSecret", creation("bad name")), "400 ValidationException");
  EXPECT_EQ(ask("CreateSecret", creation(new_name(), std::string(65'537, 'x'))),
            "400 ValidationException");
  EXPECT_EQ(ask("CreateSecret", creation(new_name(), std::string(65'536, 'x'))), "200");
  EXPECT_EQ(ask("CreateSecret", {{"Name", name}, {"SecretString", "x"}}),
            "400 InvalidRequestException");
  EXPECT_EQ(ask("NoSuchThing", Json::object()), "400 UnknownOperationException");
  HttpRequest broken = request("CreateSecret", Json::object());
  broken.body = "{";
  EXPECT_EQ(word(send(broken)), "400 SerializationException");

  root().delete_later(name);

  EXPECT_EQ(ask("GetSecretValue", {{"SecretId", name}}), "400 InvalidRequestException");
  EXPECT_EQ(ask("CreateSecret", creation(name)), "400 InvalidRequestException");
  EXPECT_EQ(ask("PutSecretValue",
                {{"SecretId", name}, {"SecretString", "two"}, {"ClientRequestToken", kToken}}),
            "400 InvalidRequestException");
  EXPECT_TRUE(body_of("DescribeSecret", {{"SecretId", name}}).contains("DeletedDate"));
}

TEST_F(AwsBench, CreatesOnceForTheSameToken) {
  const std::string name = new_name();

  EXPECT_EQ(ask("CreateSecret", creation(name, "one")), "200");
  EXPECT_EQ(ask("CreateSecret", creation(name, "one")), "200");
  EXPECT_EQ(ask("CreateSecret", creation(name, "two")), "400 ResourceExistsException");
  EXPECT_EQ(root().versions(name), std::vector<std::string>{kToken});
}

}  // namespace
}  // namespace pgberth
