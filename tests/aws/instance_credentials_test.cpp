#include "reconciler/adapters/aws/instance_credentials.h"

#include "tests/aws/identity_fixture.h"

namespace pgberth {
namespace {

constexpr const char* kInstance =
    "arn:aws:sts::123456789012:assumed-role/of-the-instance/i-0123456789";

class InstanceTest : public IdentityTest {
 protected:
  InstanceTest() { metadata_.ways[kEc2] = instance_.url(); }
};

TEST_F(InstanceTest, GivesItsRoleToWhoDrewAToken) {
  EXPECT_EQ(who(), kInstance);
  EXPECT_EQ(instance_.calls(),
            (std::vector<std::string>{
                "PUT /latest/api/token", "GET /latest/meta-data/iam/security-credentials/",
                "GET /latest/meta-data/iam/security-credentials/of-the-instance"}));
}

TEST_F(InstanceTest, DrawsAnotherTokenOnceOneIsRefused) {
  instance_.tokens_end_at_once = true;

  EXPECT_EQ(who(), kInstance);
  EXPECT_EQ(instance_.calls().size(), 5u);
}

TEST_F(InstanceTest, HasNoneWithoutARole) {
  instance_.role = "";

  EXPECT_NE(who().find("instance: the instance has no role"), std::string::npos) << who();
}

TEST_F(InstanceTest, IsNotAskedWhenThatIsSwitchedOff) {
  variables_["AWS_EC2_METADATA_DISABLED"] = "TRUE";

  EXPECT_NE(who().find("AWS_EC2_METADATA_DISABLED is true"), std::string::npos) << who();
  EXPECT_TRUE(metadata_.asked.empty());
}

TEST_F(InstanceTest, IsNoSourceWhereItIsSwitchedOffOnItsSide) {
  instance_.switched_off = true;

  EXPECT_NE(who().find("gives no token (answer 403)"), std::string::npos) << who();
}

TEST_F(InstanceTest, IsGivenUpSoonWhereNobodyAnswers) {
  metadata_.ways[kEc2] = "";

  const std::string told = who();

  EXPECT_EQ(metadata_.asked.size(), 2u);
  EXPECT_NE(told.find("\"http://169.254.169.254\" does not answer"), std::string::npos) << told;
  EXPECT_NE(told.find("hop limit of 2"), std::string::npos) << told;
}

TEST_F(InstanceTest, IsAskedWhereAVariableSaysUnlessThatLeadsAway) {
  metadata_.ways.clear();
  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = instance_.url() + "/";
  EXPECT_EQ(who(), kInstance);

  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://metadata.example.com";
  EXPECT_NE(who().find("must not be asked for at"), std::string::npos) << who();
}

TEST_F(InstanceTest, IsAskedOverTheOtherProtocolWhereAVariableSaysSo) {
  metadata_.ways = {{"http://[fd00:ec2::254]", instance_.url()}};
  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"] = "IPv6";

  EXPECT_EQ(who(), kInstance);
}

TEST_F(InstanceTest, FailsWhereItsRoleCannotBeAssumed) {
  instance_.code = "AssumeRoleUnauthorizedAccess";

  EXPECT_EQ(who().substr(0, 4), "E408");
  EXPECT_NE(who().find("has no credentials for the instance's role"), std::string::npos) << who();
}

TEST_F(InstanceTest, IsAskedAgainWhenItIsBusy) {
  instance_.busy_answers = 2;
  EXPECT_EQ(who(), kInstance);

  instance_.busy_answers = 3;
  EXPECT_EQ(who().substr(0, 4), "E407");
}

TEST_F(InstanceTest, TakesNoAnswerOfSomethingElse) {
  const StubServer other([](const auto&, auto& response) {
    response.set_content("<html>hunter2</html>", "text/html");
  });
  metadata_.ways[kEc2] = other.url();

  EXPECT_EQ(who().substr(0, 4), "E408");
  EXPECT_EQ(who().find("hunter2"), std::string::npos) << who();
}

}  // namespace
}  // namespace pgberth
