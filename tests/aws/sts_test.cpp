#include "reconciler/adapters/aws/sts.h"

#include "tests/aws/identity_fixture.h"

namespace pgberth {
namespace {

class StsTest : public IdentityTest {
 protected:
  AwsCredentials operator_key() const {
    return {.key_id = "AKIAOPERATOR",
            .secret = Secret{"operator-secret"},
            .from = "the variable AWS_ACCESS_KEY_ID"};
  }
  std::string answer(const AssumedRole& role) {
    const auto assumed = sts_.assume(role, operator_key());
    return assumed ? "" : told(assumed.error());
  }
};

TEST_F(StsTest, TellsWhoSomebodyIs) {
  const auto caller = sts_.caller(operator_key());

  ASSERT_TRUE(caller) << told(caller.error());
  EXPECT_EQ(caller->account, "123456789012");
  EXPECT_EQ(caller->arn, kUser);
}

TEST_F(StsTest, AssumesARoleForAsLongAsTheAccountHasIt) {
  const auto assumed = sts_.assume({.arn = kRole}, operator_key());

  ASSERT_TRUE(assumed) << told(assumed.error());
  EXPECT_FALSE(sts_stub_.last.contains("DurationSeconds"));
  EXPECT_EQ(sts_stub_.last["RoleSessionName"], "pgberth");
  EXPECT_EQ(assumed->until, std::chrono::sys_seconds{std::chrono::seconds{1'790'003'600}});
  EXPECT_EQ(assumed->token.reveal(), "session-token+/=1");
  EXPECT_EQ(assumed->from,
            "role \"" + std::string(kRole) + "\", assumed by the variable AWS_ACCESS_KEY_ID");
  EXPECT_EQ(sts_.caller(*assumed)->arn, "arn:aws:sts::123456789012:assumed-role/pgberth/pgberth");
}

TEST_F(StsTest, SaysTheSessionsNameItsLengthAndTheExternalId) {
  sts_stub_.roles[kRole].external_id = "a b&c=d";

  EXPECT_EQ(answer({.arn = kRole,
                    .external_id = "a b&c=d",
                    .session_name = "night=shift",
                    .session_seconds = 900}),
            "");
  EXPECT_EQ(sts_stub_.last["DurationSeconds"], "900");
  EXPECT_EQ(sts_stub_.last["RoleSessionName"], "night=shift");
}

TEST_F(StsTest, TellsWhoIsRefusedAndNotWhatTheServerWrote) {
  sts_stub_.roles[kRole].external_id = "agreed";

  EXPECT_EQ(answer({.arn = kRole, .external_id = "other"}),
            "E408  STS at \"" + sts_stub_.url() +
                "\" does not let the variable AWS_ACCESS_KEY_ID assume \"" + kRole +
                "\": AccessDenied | Allow it on both sides: sts:AssumeRole on the role, and in the "
                "role's trust policy; where that names an external ID, name the same.");
  EXPECT_EQ(sts_stub_.calls(), 1u);
}

TEST_F(StsTest, ShowsAWebIdentityWithoutASignature) {
  sts_stub_.roles[kRole].web_token = "eyJ.a+b/c=.d";

  const auto assumed = sts_.assume_with_token({.arn = kRole}, Secret{"eyJ.a+b/c=.d"});
  const auto refused = sts_.assume_with_token({.arn = kRole}, Secret{"another"});

  ASSERT_TRUE(assumed) << told(assumed.error());
  EXPECT_EQ(sts_.caller(*assumed)->arn, "arn:aws:sts::123456789012:assumed-role/pgberth/pgberth");
  EXPECT_EQ(refused.error().code, Code::StoreAuth);
  EXPECT_NE(refused.error().what.find("InvalidIdentityToken"), std::string::npos);
}

TEST_F(StsTest, AsksAgainWhatIsRefusedForAWhile) {
  sts_stub_.faults = {{.status = 503, .word = "ServiceUnavailable"},
                      {.status = 400, .word = "Throttling"},
                      {.status = 400, .word = "IDPCommunicationError"},
                      {.status = 429, .word = ""}};

  EXPECT_EQ(answer({.arn = kRole}), "");
  EXPECT_EQ(sts_stub_.calls(), 5u);
  EXPECT_GT(clock_.passed().count(), 0);
}

TEST_F(StsTest, TellsThatItIsBusyOrGoneInTheEnd) {
  sts_stub_.faults.assign(6, {.status = 400, .word = "Throttling"});
  const std::string busy = answer({.arn = kRole});
  sts_stub_.faults.assign(6, {.status = 500, .word = "InternalFailure"});
  const std::string broken = answer({.arn = kRole});

  EXPECT_EQ(busy.substr(0, 4), "E414") << busy;
  EXPECT_EQ(broken.substr(0, 4), "E407") << broken;
}

TEST_F(StsTest, TellsThatNobodyAnswers) {
  SignedLine nowhere{
      sts_http_, {.url = "http://127.0.0.1:1", .region = "x", .service = "sts"}, time_};
  Sts sts{nowhere, clock_, entropy_, {.tries = 2}};

  EXPECT_EQ(sts.caller(operator_key()).error().code, Code::StoreUnreachable);
}

TEST_F(StsTest, TakesNoAnswerThatIsNoneOfSts) {
  for (const std::string body : {"", "welcome", "<html>logged out</html>",
                                 "<AssumeRoleResponse><AssumeRoleResult><Credentials>"
                                 "<AccessKeyId>ASIA</AccessKeyId>"
                                 "</Credentials></AssumeRoleResult></AssumeRoleResponse>"}) {
    const StubServer other(
        [&](const auto&, auto& response) { response.set_content(body, "text/xml"); });
    SignedLine line{sts_http_, {.url = other.url(), .region = "x", .service = "sts"}, time_};

    const auto assumed = Sts{line, clock_, entropy_}.assume({.arn = kRole}, operator_key());

    ASSERT_FALSE(assumed) << body;
    EXPECT_EQ(assumed.error().code, Code::StoreFailed) << body;
    EXPECT_EQ(assumed.error().what.find("ASIA"), std::string::npos);
  }
}

TEST_F(StsTest, TellsThatASessionHasEnded) {
  sts_stub_.lifetime = std::chrono::seconds{10};
  const auto assumed = sts_.assume({.arn = kRole}, operator_key());
  ASSERT_TRUE(assumed);

  clock_.advance(std::chrono::seconds{11});
  const auto caller = sts_.caller(*assumed);

  ASSERT_FALSE(caller);
  EXPECT_EQ(caller.error().code, Code::StoreAuth);
  EXPECT_NE(caller.error().what.find("ExpiredToken"), std::string::npos);
}

}  // namespace
}  // namespace pgberth
