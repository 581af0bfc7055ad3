#include <gtest/gtest.h>

#include "tests/aws/bench.h"
#include "tests/support/http_proxy.h"
#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace pgberth {
namespace {

using Json = nlohmann::json;

std::vector<std::string> texts(const std::vector<AwsCall>& calls) {
  std::vector<std::string> list;
  list.reserve(calls.size());
  for (const AwsCall& call : calls) list.push_back(to_string(call));
  return list;
}

TEST_F(AwsBench, LetsOneOfManyCreate) {
  const std::string name = new_name();
  std::atomic<int> created = 0;
  {
    constexpr int many = 8;
    std::vector<std::jthread> crew;
    crew.reserve(many);
    for (int each = 0; each < many; ++each)
      crew.emplace_back([&, each] {
        Json wish = creation(name, "of " + std::to_string(each));
        wish["ClientRequestToken"] = std::string(kToken) + std::to_string(each);
        if (ask("CreateSecret", wish) == "200") ++created;
      });
  }

  EXPECT_EQ(created, 1);
  EXPECT_EQ(root().versions(name).size(), 1);
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
