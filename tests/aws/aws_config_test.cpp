#include "reconciler/adapters/aws/aws_config.h"

#include "tests/aws/identity_fixture.h"

namespace pgberth {
namespace {

class AwsConfigTest : public IdentityTest {
 protected:
  Result<AwsProfiles> read() { return read_aws_profiles(address_, variable()); }
  /// The text of a setting; "none" where the profile is not there.
  std::string setting(const std::string& profile, const std::string& key) {
    const auto profiles = read();
    if (!profiles) return told(profiles.error());
    const AwsProfile* found = profiles->find(profile);
    return found == nullptr ? "none" : text_in(*found, key);
  }
  std::string failure() {
    const auto profiles = read();
    return profiles ? "" : told(profiles.error());
  }
};

TEST_F(AwsConfigTest, NamesProfilesInEachFileAsAwsDoes) {
  config(
      "[default]\nregion = us-east-1\n[profile prod]\nregion=eu-west-1\n[stray]\nregion = x\n"
      "[profile \"two words\"]\nregion = ca-central-1\n");
  credentials_file("[prod]\naws_access_key_id = AKIA\n[profile other]\nregion = x\n");

  EXPECT_EQ(setting("default", "region"), "us-east-1");
  EXPECT_EQ(setting("prod", "region"), "eu-west-1");
  EXPECT_EQ(setting("prod", "aws_access_key_id"), "AKIA");
  EXPECT_EQ(setting("two words", "region"), "ca-central-1");
  EXPECT_EQ(setting("stray", "region"), "none");
  EXPECT_EQ(setting("other", "region"), "none");
}

TEST_F(AwsConfigTest, ReadsLinesAsAwsDoes) {
  config("\xEF\xBB\xBF# first\r\n; second\r\n\r\n [not a section\n");
  EXPECT_NE(failure(), "");
  config(
      "\xEF\xBB\xBF# first\r\n; second\r\n\r\n[profile a] # third\r\n  REGION  =  us-west-2 \r\n"
      "  output=json ; said\r\n  aws_secret_access_key = a=b#c\r\n");

  EXPECT_EQ(failure(), "");
  EXPECT_EQ(setting("a", "region"), "us-west-2");
  EXPECT_EQ(setting("a", "output"), "json");
  EXPECT_EQ(setting("a", "aws_secret_access_key"), "a=b#c");
}

TEST_F(AwsConfigTest, KeepsSettingsBelowASettingApart) {
  config(
      "[profile a]\ns3 =\n  addressing_style = path\n  region = of-s3\nregion = own\n"
      "credential_process = /bin/x\n  --more\n[services here]\nsecrets_manager =\n"
      "  endpoint_url = https://sm.example\n[sso-session s]\nregion = x\n");

  EXPECT_EQ(setting("a", "region"), "own");
  EXPECT_EQ(setting("a", "s3.addressing_style"), "path");
  EXPECT_EQ(setting("a", "credential_process"), "/bin/x\n--more");
  EXPECT_EQ(text_in(read()->services.at("here"), "secrets_manager.endpoint_url"),
            "https://sm.example");
}

TEST_F(AwsConfigTest, MergesAProfileThatIsThereTwice) {
  config("[profile a]\nregion = one\noutput = text\n[profile b]\n[profile a]\nregion = two\n");

  EXPECT_EQ(setting("a", "region"), "two");
  EXPECT_EQ(setting("a", "output"), "text");
}

TEST_F(AwsConfigTest, LetsTheLongNameOfTheDefaultProfileGoFirst) {
  config("[profile default]\nregion = long\n[default]\nregion = short\noutput = text\n");

  EXPECT_EQ(setting("default", "region"), "long");
  EXPECT_EQ(setting("default", "output"), "");
}

TEST_F(AwsConfigTest, TakesAKeyOfTheCredentialsFileWithoutAnothersToken) {
  config(
      "[default]\naws_access_key_id = A\naws_secret_access_key = a\naws_session_token = of-a\n"
      "region = here\n");
  credentials_file("[default]\naws_access_key_id = B\naws_secret_access_key = b\n");

  EXPECT_EQ(setting("default", "aws_access_key_id"), "B");
  EXPECT_EQ(setting("default", "aws_session_token"), "");
  EXPECT_EQ(setting("default", "region"), "here");
}

TEST_F(AwsConfigTest, NamesTheLineThatIsNoneAndNotItsText) {
  for (const auto& [text, line] : std::vector<std::pair<std::string, std::string>>{
           {"[default]\nregion = x\nhunter2\n", ":3:1"},
           {"region = hunter2\n", ":1:1"},
           {"[default\nregion = hunter2\n", ":1:1"},
           {"[default] hunter2\n", ":1:1"},
           {"[default]\n= hunter2\n", ":2:1"},
           {"[default]\ns3 =\n  hunter2\n", ":3:1"}}) {
    config(text);

    EXPECT_EQ(failure().find("E408 " + (folder_ / ".aws/config").string() + line), 0u) << failure();
    EXPECT_EQ(failure().find("hunter2"), std::string::npos) << failure();
  }
}

TEST_F(AwsConfigTest, FindsTheFilesWhereSettingsOrVariablesSay) {
  write("by-settings", "[default]\nregion = settings\n");
  write("by-variable", "[default]\nregion = variable\n");
  config("[default]\nregion = home\n");

  EXPECT_EQ(setting("default", "region"), "home");
  variables_["AWS_CONFIG_FILE"] = "~/by-variable";
  EXPECT_EQ(setting("default", "region"), "variable");
  address_.config_file = folder_ / "by-settings";
  EXPECT_EQ(setting("default", "region"), "settings");
}

TEST_F(AwsConfigTest, WantsAFileThatIsNamedToBeThere) {
  EXPECT_EQ(failure(), "");
  variables_["AWS_SHARED_CREDENTIALS_FILE"] = folder_ / "gone";
  EXPECT_NE(failure().find("gone\" cannot be read"), std::string::npos) << failure();
}

TEST_F(AwsConfigTest, RefusesFilesAmongTheValuesAndHugeOnes) {
  write("values/config", "[default]\n");
  variables_["AWS_CONFIG_FILE"] = folder_ / "values/config";
  EXPECT_NE(failure().find("lies among the values"), std::string::npos) << failure();
  variables_.erase("AWS_CONFIG_FILE");
  config(std::string((1u << 20u) + 1, '#'));
  EXPECT_NE(failure().find("is larger than 1 MiB"), std::string::npos) << failure();
}

TEST_F(AwsConfigTest, KnowsWhichProfileIsMeant) {
  EXPECT_EQ(chosen_profile(address_, variable()), "default");
  variables_["AWS_PROFILE"] = "by-variable";
  EXPECT_EQ(chosen_profile(address_, variable()), "by-variable");
  address_.profile = "by-settings";
  EXPECT_EQ(chosen_profile(address_, variable()), "by-settings");
}

}  // namespace
}  // namespace pgberth
