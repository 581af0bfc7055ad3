#include "reconciler/adapters/aws/credential_process.h"

#include "tests/aws/identity_fixture.h"

namespace pgberth {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

class ProcessTest : public IdentityTest {
 protected:
  /// A program that says `lines` of shell; its path.
  std::string program(const std::string& lines, const std::string& name = "bin/login") {
    write(name, "#!/bin/sh\n" + lines + "\n");
    fs::permissions(folder_ / name, fs::perms::owner_all);
    return folder_ / name;
  }
  static std::string says(const std::string& json) { return "cat <<'END'\n" + json + "\nEND"; }
  Result<AwsCredentials> run(const std::string& line) {
    return run_credential_process(
        {.line = line, .profile = "prod", .timeout = std::chrono::seconds{10}}, address_,
        variable());
  }
  std::string failure(const std::string& line) {
    const auto credentials = run(line);
    return credentials ? "" : told(credentials.error());
  }
  static constexpr const char* kGood =
      R"({"Version":1,"AccessKeyId":"ASIA","SecretAccessKey":"s","SessionToken":"t",)"
      R"("Expiration":"2026-09-21T15:00:00Z"})";
};

TEST_F(ProcessTest, GivesWhatTheProgramPrints) {
  const auto credentials = run(program(says(kGood)));

  ASSERT_TRUE(credentials) << told(credentials.error());
  EXPECT_EQ(credentials->key_id, "ASIA");
  EXPECT_EQ(credentials->secret.reveal(), "s");
  EXPECT_EQ(credentials->token.reveal(), "t");
  EXPECT_EQ(credentials->until, std::chrono::sys_seconds{std::chrono::seconds{1'790'002'800}});
  EXPECT_EQ(credentials->from, "the credential_process of profile \"prod\"");
}

TEST_F(ProcessTest, TakesAKeyThatDoesNotEnd) {
  const auto credentials =
      run(program(says(R"({"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s"})")));

  ASSERT_TRUE(credentials) << told(credentials.error());
  EXPECT_TRUE(credentials->token.empty());
  EXPECT_FALSE(credentials->until);
}

TEST_F(ProcessTest, SplitsTheLineAsAwsDoes) {
  EXPECT_EQ(words_of("/a  b\tc"), (Words{"/a", "b", "c"}));
  EXPECT_EQ(words_of(R"("/a b" 'c "d' "e \"f\" \\ \n" g\ h i'j'"k" '' \$x $HOME)"),
            (Words{"/a b", "c \"d", "e \"f\" \\ \\n", "g h", "ijk", "", "$x", "$HOME"}));
  EXPECT_EQ(words_of("  "), Words{});
  EXPECT_EQ(words_of("/a 'b"), std::nullopt);
  EXPECT_EQ(words_of("/a \"b\\\""), std::nullopt);
  EXPECT_EQ(words_of("/a b\\"), std::nullopt);
}

TEST_F(ProcessTest, HandsOverWordsAndNoneToAShell) {
  const std::string file = folder_ / "words";
  const std::string line = program("printf '%s\\n' \"$@\" > '" + file + "'\n" + says(kGood)) +
                           " 'a b' '$HOME' ';' '`x`'";

  ASSERT_EQ(failure(line), "");

  std::ifstream in(file);
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(in)), {}), "a b\n$HOME\n;\n`x`\n");
}

TEST_F(ProcessTest, GivesTheProgramOnlyWhatItNeeds) {
  const std::string file = folder_ / "variables";
  variables_["AWS_SECRET_ACCESS_KEY"] = "hunter2";
  variables_["AWS_REGION"] = "eu-west-1";
  address_.config_file = "/etc/aws/config";

  ASSERT_EQ(failure(program("env | grep -v '^PWD=\\|^_=\\|^SHLVL=\\|^OLDPWD=' | sort > '" + file +
                            "'\n" + says(kGood))),
            "");

  std::ifstream in(file);
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(in)), {}),
            "AWS_CONFIG_FILE=/etc/aws/config\nAWS_PROFILE=prod\nAWS_REGION=eu-west-1\n"
            "AWS_SHARED_CREDENTIALS_FILE=" +
                folder_.str() + "/.aws/credentials\nHOME=" + folder_.str() +
                "\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n");
}

TEST_F(ProcessTest, RunsNothingWithoutItsWholePathOrAmongTheValues) {
  const std::string file = folder_ / "ran";
  const std::string planted = program("touch '" + file + "'", "values/login");

  EXPECT_NE(failure("login").find("names no absolute path"), std::string::npos);
  EXPECT_NE(failure("").find("is no command"), std::string::npos);
  EXPECT_NE(failure("/bin/x 'y").find("is no command"), std::string::npos);
  for (const std::string& line :
       {planted, "/bin/sh " + planted, "/bin/sh --rcfile=" + planted, "'" + planted + "'"})
    EXPECT_NE(failure(line).find("lies among the values"), std::string::npos) << line;
  EXPECT_FALSE(fs::exists(file));
}

TEST_F(ProcessTest, RepeatsNothingThatTheProgramPrints) {
  for (const char* answer :
       {"hunter2", "[]", R"({"AccessKeyId":"hunter2"})", R"({"Version":2,"AccessKeyId":"hunter2"})",
        R"({"Version":1,"AccessKeyId":"hunter2"})",
        R"({"Version":1,"AccessKeyId":"hunter2","SecretAccessKey":""})",
        R"({"Version":1,"AccessKeyId":"a","SecretAccessKey":"hunter2","Expiration":"soon"})"}) {
    const std::string told = failure(program(says(answer)));
    EXPECT_EQ(told.substr(0, 4), "E408") << told;
    EXPECT_EQ(told.find("hunter2"), std::string::npos) << told;
  }
  const std::string told = failure(program("echo hunter2 >&2; exit 3") + " --password hunter2");
  EXPECT_NE(told.find("ended with 3"), std::string::npos) << told;
  EXPECT_EQ(told.find("hunter2"), std::string::npos) << told;
}

TEST_F(ProcessTest, IsAnErrorWhenTheProgramIsGoneOrTakesTooLong) {
  EXPECT_NE(failure("/nowhere/login").find("cannot be started"), std::string::npos);

  const auto late = run_credential_process(
      {.line = program("sleep 60"), .profile = "prod", .timeout = std::chrono::milliseconds{50}},
      address_, variable());

  EXPECT_NE(late.error().what.find("takes too long"), std::string::npos);
}

}  // namespace
}  // namespace pgberth
