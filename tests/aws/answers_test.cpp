#include <gtest/gtest.h>

#include "tests/aws/canned_aws.h"
#include "tests/support/store_contract.h"
#include <string>
#include <vector>

namespace pgberth {
namespace {

using Answer = CannedAws::Answer;
using Calls = std::vector<std::string>;
using Json = nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kNoSecret = "Secrets Manager can't find the specified secret.";

/// Answers of ListSecrets that never end: under the token that `next` says.
CannedAws::Script endless_list(const std::function<std::string()>& next) {
  return [next](const std::string&, const Json&) {
    return Answer{.body = {{"SecretList", {{{"Name", "qa-fence"}, {"LastChangedDate", 1}}}},
                           {"NextToken", next()}}};
  };
}

TEST(SecretsManagerAnswers, OfABatchGoOnOnFurtherPages) {
  CannedAws aws([](const std::string&, const Json& request) {
    const bool first = !request.contains("NextToken");
    Json body{{"SecretValues", {CannedAws::value_of(first ? "qa-a" : "qa-b")}}};
    if (first) body["NextToken"] = "two";
    return Answer{.body = body};
  });

  const auto entries = aws.store().read({"qa-a", "qa-b"});

  EXPECT_EQ(entries.at("qa-a").presence, Presence::Present);
  EXPECT_EQ(entries.at("qa-b").presence, Presence::Present);
  EXPECT_EQ(aws.calls(), (Calls{"BatchGetSecretValue", "BatchGetSecretValue"}));
}

TEST(SecretsManagerAnswers, OfABatchEndWhereAPageLeadsBackToItself) {
  CannedAws aws([](const std::string& action, const Json& request) {
    if (action == "GetSecretValue") return Answer{.body = CannedAws::value_of(request["SecretId"])};
    return Answer{.body = {{"SecretValues", Json::array()}, {"NextToken", "again"}}};
  });

  EXPECT_EQ(read_one(aws.store(), "qa-a").presence, Presence::Present);
  EXPECT_EQ(aws.calls(), (Calls{"BatchGetSecretValue", "BatchGetSecretValue", "GetSecretValue"}));
}

TEST(SecretsManagerAnswers, ThatLeaveAnEntryOutDoNotMeanThatItIsAbsent) {
  CannedAws aws([](const std::string& action, const Json& request) {
    if (action == "GetSecretValue") return Answer{.body = CannedAws::value_of(request["SecretId"])};
    return Answer{.body = {{"SecretValues", Json::array()}, {"Errors", Json::array()}}};
  });

  EXPECT_EQ(read_one(aws.store(), "qa-a").presence, Presence::Present);
}

TEST(SecretsManagerAnswers, OfABatchThatFailForAWhileAreAskedForAlone) {
  for (const char* word : {"InternalServiceError", "ThrottlingException"}) {
    CannedAws aws([word](const std::string& action, const Json& request) {
      if (action == "GetSecretValue")
        return Answer{.body = CannedAws::value_of(request["SecretId"])};
      return Answer{.body = {{"Errors", {CannedAws::error_of("qa-a", word, "later")}}}};
    });

    EXPECT_EQ(read_one(aws.store(), "qa-a").presence, Presence::Present) << word;
  }
}

TEST(SecretsManagerAnswers, OfAListThatGoesRoundAreNoList) {
  CannedAws aws(endless_list([] { return "again"; }));

  const auto names = aws.store().list("qa-");

  ASSERT_FALSE(names);
  EXPECT_EQ(names.error().code, Code::StoreFailed);
  EXPECT_EQ(aws.calls().size(), 2u);
}

TEST(SecretsManagerAnswers, OfAListThatIsLongerThanReadingCostsTellNoVersions) {
  int page = 0;
  CannedAws aws(endless_list([&] { return std::to_string(++page); }));

  EXPECT_FALSE(aws.store().versions({"qa-fence"}));
  EXPECT_EQ(aws.calls().size(), 6u);
}

TEST(SecretsManagerAnswers, ThatRefuseAListTellNoVersions) {
  CannedAws aws([](const std::string&, const Json&) {
    return CannedAws::refusal("AccessDeniedException", "no");
  });

  EXPECT_FALSE(aws.store().versions({"qa-fence"}));
}

/// Whoever made it, this program or another one that was faster.
TEST(SecretsManagerAnswers, ThatKnowNothingOfANewEntryAreAskedForAgainForHalfAMinute) {
  for (const bool ours : {true, false}) {
    SCOPED_TRACE(ours ? "created" : "there already");
    CannedAws aws([ours](const std::string& action, const Json&) {
      if (action == "CreateSecret")
        return ours ? Answer{} : CannedAws::refusal("ResourceExistsException", "there");
      return Answer{
          .body = {
              {"Errors", {CannedAws::error_of("qa-a", "ResourceNotFoundException", kNoSecret)}}}};
    });
    ASSERT_TRUE(aws.store().create("qa-a", entry_of({{"password", "one"}})));

    EXPECT_EQ(read_one(aws.store(), "qa-a").presence, Presence::Absent);
    const milliseconds waited = aws.clock().passed();
    aws.clock().advance(seconds{31});
    const milliseconds begin = aws.clock().passed();
    EXPECT_EQ(read_one(aws.store(), "qa-a").presence, Presence::Absent);

    EXPECT_GE(waited, seconds{27});
    EXPECT_LE(waited, seconds{31});
    EXPECT_EQ(aws.clock().passed(), begin) << "it is not new anymore";
  }
}

TEST(SecretsManagerAnswers, ThatKnowNoVersionOfANewEntryAreAskedForAgain) {
  int asked = 0;
  CannedAws aws([&](const std::string& action, const Json& request) {
    if (action == "CreateSecret") return Answer{};
    if (action == "DescribeSecret") return Answer{.body = {{"Name", request["SecretId"]}}};
    if (++asked > 2) return Answer{.body = {{"SecretValues", {CannedAws::value_of("qa-a")}}}};
    return Answer{.body = {{"Errors",
                            {CannedAws::error_of("qa-a", "ResourceNotFoundException",
                                                 "no value for staging label")}}}};
  });
  ASSERT_TRUE(aws.store().create("qa-a", entry_of({{"password", "one"}})));

  EXPECT_EQ(read_one(aws.store(), "qa-a").presence, Presence::Present);
}

TEST(SecretsManagerAnswers, ThatThrottleAreWaitedFor) {
  int asked = 0;
  CannedAws aws([&](const std::string&, const Json&) {
    return ++asked <= 3 ? CannedAws::refusal("ThrottlingException", "Rate exceeded") : Answer{};
  });

  ASSERT_TRUE(aws.store().create("qa-a", entry_of({{"password", "one"}})));

  // Waits of 100, 200 and 400 ms, each shortened by no more than a half.
  EXPECT_EQ(asked, 4);
  EXPECT_GE(aws.clock().passed(), milliseconds{350});
}

TEST(SecretsManagerAnswers, AreAskedForNoMoreOftenThanSettingsSay) {
  CannedAws aws([](const std::string&, const Json&) { return Answer{}; }, {.calls_per_second = 2});

  for (int i = 0; i < 10; ++i)
    ASSERT_TRUE(aws.store().create("qa-" + std::to_string(i), entry_of({{"password", "one"}})));

  EXPECT_GE(aws.clock().passed(), milliseconds{3'900});
  EXPECT_LE(aws.clock().passed(), milliseconds{4'500});
}

TEST(SecretsManagerAnswers, ThatThrottleSlowAllCallsDownUntilOthersCome) {
  int asked = 0;
  CannedAws aws(
      [&](const std::string&, const Json&) {
        return ++asked <= 5 ? CannedAws::refusal("TooManyRequestsException", "", 429) : Answer{};
      },
      {.calls_per_second = 10});
  const auto create = [&](const std::string& name) {
    return aws.store().create(name, entry_of({{"password", "one"}})).has_value();
  };
  ASSERT_TRUE(create("qa-refused"));
  const milliseconds begin = aws.clock().passed();

  for (int i = 0; i < 20; ++i) ASSERT_TRUE(create("qa-" + std::to_string(i)));

  // At ten a second it were two seconds at most, at what five refusals leave of that twelve.
  const milliseconds took = aws.clock().passed() - begin;
  EXPECT_GE(took, milliseconds{2'500});
  EXPECT_LE(took, milliseconds{6'000});
}

TEST(SecretsManagerAnswers, ThatRefuseAreToldWithoutWhatTheySay) {
  for (const char* word :
       {"AccessDeniedException", "InvalidParameterException", "InternalServiceError",
        "DecryptionFailure", "ThrottlingException", "ExpiredTokenException", "canary word", ""}) {
    SCOPED_TRACE(word);
    CannedAws aws([word](const std::string&, const Json&) {
      return CannedAws::refusal(word, "canary of the server");
    });
    CannedAws batch([word](const std::string& action, const Json&) {
      if (action != "BatchGetSecretValue") return CannedAws::refusal(word, "canary of the server");
      return Answer{.body = {{"Errors", {CannedAws::error_of("qa-a", word, "canary of one")}}}};
    });
    const auto told = [](const std::string& what, const std::string& hint) {
      EXPECT_NE(what, "");
      EXPECT_EQ((what + hint).find("canary"), std::string::npos) << what << hint;
    };

    const auto creation = aws.store().create("qa-a", entry_of({{"password", "one"}}));
    const auto names = aws.store().list("qa-");
    const StoredEntry entry = read_one(aws.store(), "qa-a");
    const StoredEntry one = read_one(batch.store(), "qa-a");

    ASSERT_TRUE(!creation && !names);
    told(creation.error().what, creation.error().hint);
    told(names.error().what, names.error().hint);
    told(entry.detail, entry.hint);
    told(one.detail, one.hint);
  }
}

TEST(SecretsManagerAnswers, ThatRefuseAreToldWithArnsOfTheirPartition) {
  for (const auto& [region, partition] : std::vector<std::pair<std::string, std::string>>{
           {"cn-north-1", "aws-cn"}, {"us-gov-west-1", "aws-us-gov"}, {"eu-west-1", "aws"}}) {
    CannedAws aws([](const std::string&,
                     const Json&) { return CannedAws::refusal("AccessDeniedException", "no"); },
                  {.region = region});

    const auto creation = aws.store().create("qa-a", entry_of({{"password", "one"}}));

    ASSERT_FALSE(creation);
    const std::string arn = std::string("\"arn:")
                                .append(partition)
                                .append(":secretsmanager:")
                                .append(region)
                                .append(":123456789012:secret:qa-a-??????\"");
    EXPECT_NE(creation.error().hint.find(arn), std::string::npos) << creation.error().hint;
  }
}

TEST(SecretsManagerAnswers, ThatLeadElsewhereAreNotFollowed) {
  const StubServer stranger([](const auto&, auto& response) {
    response.set_content(CannedAws::value_of("qa-a").dump(), "application/x-amz-json-1.1");
  });
  for (const int status : {301, 302, 303, 307, 308}) {
    CannedAws aws([&](const std::string&, const Json&) {
      return Answer{.status = status, .headers = {{"Location", stranger.url() + "/"}}};
    });

    EXPECT_EQ(read_one(aws.store(), "qa-a").presence, Presence::Unreadable) << status;
    EXPECT_FALSE(aws.store().create("qa-a", entry_of({{"password", "one"}}))) << status;
  }
  EXPECT_EQ(stranger.calls(), Calls{});
}

}  // namespace
}  // namespace pgberth
