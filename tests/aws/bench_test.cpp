#include "tests/aws/bench.h"

#include <gtest/gtest.h>

#include "tests/support/aws_clock.h"
#include "tests/support/http_proxy.h"
#include <chrono>
#include <string>
#include <vector>

namespace pgberth {
namespace {

using Json = nlohmann::json;

std::vector<std::string> texts(const std::vector<AwsCall>& calls) {
  std::vector<std::string> list;
  for (const AwsCall& call : calls) list.push_back(to_string(call));
  return list;
}

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

TEST_F(AwsBench, LetsNobodyDoWhatNoPolicyAllows) {
  const std::string name = new_name();
  const std::string other = new_name();
  const std::string arn = root().put(name, "one");
  root().put(other, "two");
  allow(R"({"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":")" +
        arn.substr(0, arn.size() - 6) + R"(??????"})");

  EXPECT_EQ(ask("GetSecretValue", {{"SecretId", name}}), "200");
  EXPECT_EQ(ask("GetSecretValue", {{"SecretId", other}}), "400 AccessDeniedException");
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
  tagged["KmsKeyId"] = "app";
  EXPECT_EQ(ask("CreateSecret", tagged), "400 AccessDeniedException");
  EXPECT_FALSE(root().exists(name));

  allow(statement +
        R"(,{"Effect":"Allow","Action":["kms:GenerateDataKey","kms:Decrypt"],)"
        R"("Resource":"arn:aws:kms:us-east-1:123456789012:key/app","Condition":)"
        R"({"StringEquals":{"kms:ViaService":"secretsmanager.us-east-1.amazonaws.com"}}})");
  EXPECT_EQ(ask("CreateSecret", tagged), "200");
  EXPECT_EQ(root().tags(name), (std::map<std::string, std::string>{{"owner", "pgberth"}}));
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

TEST_F(AwsBench, NotesWhatWasAskedAndNoSecret) {
  const std::string name = new_name();
  gate().set_hook([](const std::string& action) {
    return action == "ListSecrets" ? AwsFault::Throttled : AwsFault::None;
  });

  ask("CreateSecret", creation(name, "canary"));
  EXPECT_EQ(ask("ListSecrets", Json::object()), "400 ThrottlingException");
  ask("GetSecretValue", {{"SecretId", "bench/none"}});

  const std::vector<AwsCall> calls = gate().calls();
  EXPECT_EQ(texts(calls),
            (std::vector<std::string>{"CreateSecret", "ListSecrets ThrottlingException",
                                      "GetSecretValue ResourceNotFoundException"}));
  EXPECT_EQ(calls[0].identity, "writer");
  EXPECT_EQ(calls[0].request["Name"], name);
  EXPECT_EQ(calls[0].request.dump().find("canary"), std::string::npos);
  ASSERT_EQ(calls[0].permissions.size(), 1);
  EXPECT_EQ(calls[0].permissions[0].wish.context.at("secretsmanager:Name").front(), name);
}

TEST_F(AwsBench, CanDoSomethingAndSayThatItFailed) {
  const std::string name = new_name();
  gate().set_hook([](const std::string&) { return AwsFault::ErrorAfter; });

  EXPECT_EQ(ask("CreateSecret", creation(name)), "500 InternalServiceError");
  EXPECT_TRUE(root().exists(name));
}

TEST_F(AwsBench, IsReachedThroughAProxyThatBreaksConnections) {
  const std::string name = new_name();
  HttpProxy proxy(gate().url(), {.unreachable = Code::StoreUnreachable});
  HttpRequest through = request("CreateSecret", creation(name));
  through.url = proxy.url() + "/";

  EXPECT_EQ(word(send(through)), "200");
  EXPECT_EQ(proxy.calls(), std::vector<std::string>{"POST / secretsmanager.CreateSecret"});
  EXPECT_FALSE(send(through).header("date").empty());

  proxy.set_hook([](const std::string&) { return HttpFault::LostReply; });
  const std::string lost = new_name();
  through.body = creation(lost).dump();

  EXPECT_EQ(send(through).status, 0);
  EXPECT_TRUE(root().exists(lost));
}

TEST_F(AwsBench, TellsWhoSomebodyIs) {
  HttpRequest who{.method = "POST",
                  .url = gate().url() + "/",
                  .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                  .body = "Action=GetCallerIdentity&Version=2011-06-15"};
  who.signature = AwsSignature{.region = gate().region(),
                               .service = "sts",
                               .key_id = "AKIAWRITER",
                               .key = Secret{"writer's key"}};

  const HttpResponse known = send(who);
  who.signature->key = Secret{"another"};
  const HttpResponse refused = send(who);

  EXPECT_EQ(known.status, 200);
  EXPECT_NE(known.body.find("<Arn>arn:aws:iam::123456789012:user/writer</Arn>"), std::string::npos);
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("<Code>SignatureDoesNotMatch</Code>"), std::string::npos);
}

}  // namespace
}  // namespace pgberth
