#include "reconciler/adapters/aws/container_credentials.h"

#include "tests/aws/identity_fixture.h"

namespace pgberth {
namespace {

constexpr const char* kTask = "arn:aws:sts::123456789012:assumed-role/of-the-task/task";

class ContainerTest : public IdentityTest {
 protected:
  void at_full(const std::string& url) {
    variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url + ContainerStub::kPath;
  }
};

TEST_F(ContainerTest, AsksTheAgentOfEcsForAPath) {
  variables_["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = ContainerStub::kPath;

  const auto credentials = drawn();

  ASSERT_TRUE(credentials) << told(credentials.error());
  EXPECT_EQ(credentials->from, "the container's service at \"http://169.254.170.2\"");
  EXPECT_EQ(credentials->until, std::chrono::sys_seconds{std::chrono::seconds{1'790'003'600}});
  EXPECT_EQ(sts_.caller(*credentials)->arn, kTask);
}

TEST_F(ContainerTest, ShowsTheTokenAsItIsInItsFileNow) {
  at_full(container_.url());
  variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "of the variable";
  variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = folder_ / "token";
  container_.token = "first";
  write("token", "first\n");
  EXPECT_EQ(who(), kTask);

  container_.token = "second";
  EXPECT_EQ(who().substr(0, 4), "E408");
  write("token", "second");
  EXPECT_EQ(who(), kTask);
}

TEST_F(ContainerTest, ShowsTheTokenOfTheVariable) {
  at_full(container_.url());
  container_.token = "Basic abc";
  EXPECT_NE(who().find("are not given out (answer 401)"), std::string::npos) << who();
  variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "Basic abc";

  EXPECT_EQ(who(), kTask);
}

TEST_F(ContainerTest, SendsNoTokenOfSeveralLinesOrAmongTheValues) {
  at_full(container_.url());
  variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "a\r\nX-Other: b";
  EXPECT_NE(who().find("gives more than one line"), std::string::npos) << who();
  write("values/token", "t");
  variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = folder_ / "values/token";
  EXPECT_NE(who().find("lies among the values"), std::string::npos) << who();
  EXPECT_TRUE(container_.calls().empty());
}

TEST_F(ContainerTest, AsksInClearOnlyWhereNobodyElseIs) {
  for (const char* origin :
       {"http://example.com", "http://169.254.170.2.example.com", "http://169.254.170.3",
        "http://127.0.0.1.example.com", "http://127.0.0.1@example.com", "http://0127.0.0.1",
        "http://2130706433", "http://127.1", "ftp://127.0.0.1", "169.254.170.2", "http://",
        "http://[fd00:ec2::24]", "https://user@example.com"}) {
    variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = std::string(origin) + "/x";
    EXPECT_NE(who().find("names an address that credentials must not be asked for at"),
              std::string::npos)
        << origin << ": " << who();
  }
}

TEST_F(ContainerTest, AsksThisMachineTheAgentsOrAnybodyOverTls) {
  for (const char* origin :
       {"http://127.0.0.1:8080", "http://127.8.9.10", "http://localhost", "http://[::1]:80",
        "http://169.254.170.23", "http://[FD00:EC2::23]", "https://example.com:8443"})
    EXPECT_TRUE(
        may_ask(std::string(origin) + "/x", {"169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"}))
        << origin;
}

TEST_F(ContainerTest, AsksAgainWhenTheAgentIsBusy) {
  at_full(container_.url());
  container_.busy_answers = 2;
  EXPECT_EQ(who(), kTask);

  container_.busy_answers = 3;
  EXPECT_EQ(who().substr(0, 4), "E407");
}

TEST_F(ContainerTest, TellsNothingOfAnAnswerThatIsNoCredentials) {
  for (const char* body : {"hunter2", R"({"AccessKeyId":"hunter2"})",
                           R"({"AccessKeyId":"hunter2","SecretAccessKey":"hunter2"})",
                           R"({"AccessKeyId":"A","SecretAccessKey":"b","Token":"hunter2"})"}) {
    const StubServer other(
        [&](const auto&, auto& response) { response.set_content(body, "text/plain"); });
    at_full(other.url());

    EXPECT_EQ(who().substr(0, 4), "E408") << who();
    EXPECT_EQ(who().find("hunter2"), std::string::npos) << who();
  }
}

TEST_F(ContainerTest, TellsNothingOfWhatComesWithARefusal) {
  for (const int status : {302, 400, 403, 404}) {
    const StubServer other([status](const auto&, auto& response) {
      response.status = status;
      response.set_content("hunter2", "text/plain");
    });
    at_full(other.url());

    EXPECT_EQ(who().substr(0, 4), "E408") << who();
    EXPECT_EQ(who().find("hunter2"), std::string::npos) << who();
  }
}

TEST_F(ContainerTest, IsAnErrorWhenItIsSetUpAndNobodyIsThere) {
  at_full("http://127.0.0.1:1");

  EXPECT_EQ(who().substr(0, 4), "E407");
  EXPECT_TRUE(metadata_.asked.empty());  // The instance is somebody else.
}

}  // namespace
}  // namespace pgberth
