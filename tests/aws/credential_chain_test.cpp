#include "reconciler/adapters/aws/credential_chain.h"

#include "tests/aws/identity_fixture.h"

namespace pgberth {
namespace {

constexpr const char* kAssumed = "arn:aws:sts::123456789012:assumed-role/pgberth/pgberth";

class ChainTest : public IdentityTest {
 protected:
  ChainTest() {
    for (const char* name : {"first", "second"}) keys_.add(name_of(name), "s", user(name));
  }
  static std::string name_of(std::string name) {
    for (char& c : name) c = static_cast<char>(c - 'a' + 'A');
    return "AKIA" + name;
  }
  static std::string user(const std::string& name) {
    return "arn:aws:iam::123456789012:user/" + name;
  }
  static std::string role(const std::string& name) {
    return "arn:aws:iam::123456789012:role/" + name;
  }
  static std::string session(const std::string& name, const std::string& called = "pgberth") {
    return "arn:aws:sts::123456789012:assumed-role/" + name + "/" + called;
  }
  /// Lines of a profile with a user's own key.
  static std::string keys(const std::string& name) {
    return "aws_access_key_id = " + name_of(name) + "\naws_secret_access_key = s\n";
  }
  void web_identity(const std::string& token) {
    write("token", token);
    variables_["AWS_WEB_IDENTITY_TOKEN_FILE"] = folder_ / "token";
    variables_["AWS_ROLE_ARN"] = kRole;
    sts_stub_.roles[kRole].web_token = token;
  }
};

TEST_F(ChainTest, TakesTheFirstSourceThatIsThere) {
  metadata_.ways[kEc2] = instance_.url();
  EXPECT_EQ(who(), session("of-the-instance", "i-0123456789"));
  variables_["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = ContainerStub::kPath;
  EXPECT_EQ(who(), session("of-the-task", "task"));
  config("[default]\n" + keys("first") + "[profile named]\n" + keys("second"));
  EXPECT_EQ(who(), user("first"));
  variables_["AWS_PROFILE"] = "named";
  EXPECT_EQ(who(), user("second"));
  web_identity("jwt");
  EXPECT_EQ(who(), kAssumed);
  operator_variables();
  EXPECT_EQ(who(), kUser);
  address_.profile = "default";
  EXPECT_EQ(who(), user("first"));
}

TEST_F(ChainTest, TellsWhereItLookedAndWhyThereWasNothing) {
  EXPECT_EQ(who(),
            "E408  there are no credentials for AWS (variables: AWS_ACCESS_KEY_ID is not set; web "
            "identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set; profile: there are no shared files "
            "of AWS; container: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor "
            "AWS_CONTAINER_CREDENTIALS_FULL_URI is set; instance: the metadata service at "
            "\"http://169.254.169.254\" does not answer) | In a container of an instance, let its "
            "metadata options have a hop limit of 2; elsewhere set "
            "AWS_EC2_METADATA_DISABLED=true.");
}

TEST_F(ChainTest, CountsEmptyVariablesAsNotSetAndHalfAPairAsAnError) {
  operator_variables();
  variables_["AWS_SESSION_TOKEN"] = "";
  EXPECT_EQ(who(), kUser);
  variables_["AWS_SECRET_ACCESS_KEY"] = "";
  EXPECT_NE(who().find("AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY"),
            std::string::npos);
  variables_["AWS_ACCESS_KEY_ID"] = "";
  EXPECT_NE(who().find("there are no credentials"), std::string::npos) << who();
}

TEST_F(ChainTest, GoesOnFromNoSourceThatFails) {
  config("[default]\n" + keys("first"));
  web_identity("jwt");
  sts_stub_.roles[kRole].web_token = "another";
  EXPECT_NE(who().find("InvalidIdentityToken"), std::string::npos) << who();
  variables_.erase("AWS_ROLE_ARN");
  EXPECT_NE(who().find("is set without AWS_ROLE_ARN"), std::string::npos) << who();
}

TEST_F(ChainTest, ReadsTheWebIdentityAnewAndNamesTheSession) {
  web_identity("first");
  EXPECT_EQ(who(), kAssumed);
  web_identity("second");
  variables_["AWS_ROLE_SESSION_NAME"] = "pod-1";
  EXPECT_EQ(who(), session("pgberth", "pod-1"));
}

TEST_F(ChainTest, ReadsNoTokenAmongTheValues) {
  web_identity("jwt");
  write("values/token", "jwt");
  variables_["AWS_WEB_IDENTITY_TOKEN_FILE"] = folder_ / "values/token";

  EXPECT_NE(who().find("lies among the values"), std::string::npos) << who();
  EXPECT_EQ(sts_stub_.calls(), 0u);
}

TEST_F(ChainTest, AssumesTheRolesOfTheSettingsInTheirOrder) {
  operator_variables();
  sts_stub_.roles[role("a")] = {.trusted = {kUser}};
  sts_stub_.roles[role("b")] = {.trusted = {role("a")}, .external_id = "x"};
  address_.roles = {{.arn = role("a")},
                    {.arn = role("b"), .external_id = "x", .session_name = "last"}};

  EXPECT_EQ(who(), session("b", "last"));
  EXPECT_EQ(drawn()->from, "role \"" + role("b") + "\", assumed by role \"" + role("a") +
                               "\", assumed by the variable AWS_ACCESS_KEY_ID");
}

TEST_F(ChainTest, WantsAProfileThatIsNamedToBeThereAndToSaySomething) {
  operator_variables();
  config("[profile bare]\nregion = x\n");
  address_.profile = "gone";
  EXPECT_NE(
      who().find("profile \"gone\" of \"" + (folder_ / ".aws/config").string() + "\" is not there"),
      std::string::npos)
      << who();
  address_.profile = "bare";
  EXPECT_NE(who().find("says nothing of credentials"), std::string::npos) << who();
  address_.profile = "";
  variables_ = {{"AWS_PROFILE", "gone"}};
  EXPECT_NE(who().find("is not there"), std::string::npos) << who();
  variables_["AWS_PROFILE"] = "bare";
  EXPECT_NE(who().find("profile: it says nothing of credentials"), std::string::npos) << who();
}

TEST_F(ChainTest, FollowsProfilesFromRoleToRole) {
  sts_stub_.roles[role("a")] = {.trusted = {user("first")}, .external_id = "x"};
  sts_stub_.roles[role("b")] = {.trusted = {role("a")}};
  config("[profile b]\nrole_arn = " + role("b") +
         "\nsource_profile = a\nduration_seconds = 1800\n" +
         "role_session_name = night\n[profile a]\nrole_arn = " + role("a") +
         "\nsource_profile = base\nexternal_id = x\n");
  credentials_file("[base]\n" + keys("first"));
  address_.profile = "b";

  const auto credentials = drawn();

  ASSERT_TRUE(credentials) << told(credentials.error());
  EXPECT_EQ(sts_stub_.last["DurationSeconds"], "1800");
  EXPECT_EQ(sts_.caller(*credentials)->arn, session("b", "night"));
  EXPECT_EQ(credentials->from, "role \"" + role("b") + "\", assumed by role \"" + role("a") +
                                   "\", assumed by profile \"base\"");
}

TEST_F(ChainTest, LetsAProfileAssumeItsRoleWithItsOwnKeys) {
  sts_stub_.roles[kRole].trusted = {user("first")};
  config("[profile me]\n" + keys("first") + "role_arn = " + kRole + "\nsource_profile = me\n");
  address_.profile = "me";

  EXPECT_EQ(who(), kAssumed);
}

TEST_F(ChainTest, RefusesProfilesThatContradictThemselves) {
  const std::string arn = std::string("role_arn = ").append(kRole).append("\n");
  address_.profile = "p";
  for (const auto& [lines, why] : std::vector<std::pair<std::string, std::string>>{
           {arn + "source_profile = q\n[profile q]\nrole_arn = x\nsource_profile = p\n", "circle"},
           {arn + "source_profile = gone\n", "\"gone\" of"},
           {arn + "source_profile = q\n[profile q]\nregion = x\n", "says nothing of credentials"},
           {arn, "does not say who assumes it"},
           {arn + keys("first"), "does not say who assumes it"},
           {arn + "source_profile = q\ncredential_source = Environment\n[profile q]\n",
            "more than one source"},
           {arn + "credential_source = Moon\n", "a credential_source that is none"},
           {arn + "credential_source = Environment\n", "AWS_ACCESS_KEY_ID is not set"},
           {"aws_access_key_id = A\n", "without aws_secret_access_key"},
           {"web_identity_token_file = /x\n", "without a role_arn"},
           {arn + "source_profile = q\nduration_seconds = 60\n[profile q]\n" + keys("first"),
            "900 to 43200"}}) {
    config("[profile p]\n" + lines);

    EXPECT_EQ(who().substr(0, 4), "E408") << lines;
    EXPECT_NE(who().find(why), std::string::npos) << lines << who();
  }
  EXPECT_EQ(sts_stub_.calls(), 0u);
}

TEST_F(ChainTest, TellsWhatToDoWhereAPersonWouldHaveToAnswer) {
  address_.profile = "p";
  const std::string arn = std::string("role_arn = ").append(kRole).append("\n");
  for (const std::string& lines :
       {std::string("sso_session = s\nsso_account_id = 1\n"), std::string("login_session = arn\n"),
        arn + "source_profile = q\nmfa_serial = arn\n[profile q]\n" + keys("first")}) {
    config("[profile p]\n" + lines);

    EXPECT_NE(who().find("aws configure export-credentials"), std::string::npos) << who();
  }
}

TEST_F(ChainTest, TakesTheSourceThatAProfileNames) {
  sts_stub_.roles[kRole].trusted = {kUser, role("of-the-task"), role("of-the-instance")};
  metadata_.ways[kEc2] = instance_.url();
  variables_["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = ContainerStub::kPath;
  operator_variables();
  address_.profile = "p";
  for (const auto& [source, from] : std::map<std::string, std::string>{
           {"Environment", "the variable AWS_ACCESS_KEY_ID"},
           {"EcsContainer", "the container's service at \"http://169.254.170.2\""},
           {"Ec2InstanceMetadata", "the instance's own role"}}) {
    config("[profile p]\nrole_arn = " + std::string(kRole) + "\ncredential_source = " + source +
           "\n");

    EXPECT_EQ(who(), kAssumed);
    EXPECT_EQ(drawn()->from, "role \"" + std::string(kRole) + "\", assumed by " + from);
  }
}

TEST_F(ChainTest, TakesWebIdentitiesAndProcessesOfProfiles) {
  sts_stub_.roles[kRole] = {.trusted = {user("first")}, .web_token = "jwt"};
  write("token", "jwt\n");
  write(
      "login",
      "#!/bin/sh\necho '{\"Version\":1,\"AccessKeyId\":\"AKIAFIRST\",\"SecretAccessKey\":\"s\"}'");
  std::filesystem::permissions(folder_ / "login", std::filesystem::perms::owner_all);
  config("[profile web]\nrole_arn = " + std::string(kRole) +
         "\nweb_identity_token_file = " + (folder_ / "token").string() +
         "\n[profile run]\ncredential_process = '" + (folder_ / "login").string() +
         "'\n[profile both]\nsource_profile = run\nrole_arn = " + kRole + "\n");

  address_.profile = "web";
  EXPECT_EQ(who(), kAssumed);
  address_.profile = "run";
  EXPECT_EQ(who(), user("first"));
  address_.profile = "both";
  EXPECT_EQ(who(), kAssumed);
}

}  // namespace
}  // namespace pgberth
