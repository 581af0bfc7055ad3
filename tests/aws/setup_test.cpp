#include "reconciler/adapters/aws/aws_setup.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace pgberth {
namespace {

using Variables = std::map<std::string, std::string>;

AwsVariable from(const Variables& variables) {
  return [variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

/// The two addresses, with a blank between; or the code of the error.
std::string places(const AwsAddress& address, const Variables& variables = {}) {
  const auto setup = aws_setup(address, from(variables));
  return setup ? setup->secrets.url + " " + setup->sts.url : to_string(setup.error().code);
}

TEST(AwsSetup, KnowsTheAddressesOfEachPartition) {
  const std::vector<std::pair<std::string, std::string>> suffixes{
      {"us-east-1", "amazonaws.com"},       {"eu-central-1", "amazonaws.com"},
      {"cn-north-1", "amazonaws.com.cn"},   {"us-gov-west-1", "amazonaws.com"},
      {"us-iso-east-1", "c2s.ic.gov"},      {"us-isob-east-1", "sc2s.sgov.gov"},
      {"eu-isoe-west-1", "cloud.adc-e.uk"}, {"eusc-de-east-1", "amazonaws.eu"}};
  for (const auto& [region, suffix] : suffixes) {
    const std::string host = std::string(region).append(".").append(suffix);
    EXPECT_EQ(
        places({.region = region}),
        std::string("https://secretsmanager.").append(host).append(" https://sts.").append(host));
  }
}

TEST(AwsSetup, KnowsFipsAndDualStackAddresses) {
  EXPECT_EQ(places({.region = "us-east-1", .fips = true}),
            "https://secretsmanager-fips.us-east-1.amazonaws.com "
            "https://sts-fips.us-east-1.amazonaws.com");
  EXPECT_EQ(places({.region = "us-gov-west-1", .fips = true}),
            "https://secretsmanager-fips.us-gov-west-1.amazonaws.com "
            "https://sts.us-gov-west-1.amazonaws.com");
  // The ordinary hosts of Secrets Manager have both kinds of addresses there.
  EXPECT_EQ(places({.region = "us-east-1", .dual_stack = true}),
            "https://secretsmanager.us-east-1.amazonaws.com https://sts.us-east-1.api.aws");
  EXPECT_EQ(places({.region = "cn-north-1", .dual_stack = true}),
            "https://secretsmanager.cn-north-1.amazonaws.com.cn "
            "https://sts.cn-north-1.api.amazonwebservices.com.cn");
  EXPECT_EQ(places({.region = "us-east-1", .fips = true, .dual_stack = true}),
            "https://secretsmanager-fips.us-east-1.amazonaws.com "
            "https://sts-fips.us-east-1.api.aws");
  EXPECT_EQ(places({.region = "us-east-1"},
                   {{"AWS_USE_FIPS_ENDPOINT", "true"}, {"AWS_USE_DUALSTACK_ENDPOINT", "false"}}),
            "https://secretsmanager-fips.us-east-1.amazonaws.com "
            "https://sts-fips.us-east-1.amazonaws.com");
  EXPECT_EQ(places({.region = "us-east-1", .fips = false}, {{"AWS_USE_FIPS_ENDPOINT", "true"}}),
            "https://secretsmanager.us-east-1.amazonaws.com https://sts.us-east-1.amazonaws.com");
}

TEST(AwsSetup, TakesFipsAndDualStackAlsoFromVariablesAndProfiles) {
  const TempDir home;
  std::ofstream(home.path() / "fips") << "[default]\nuse_fips_endpoint = true\n";
  std::ofstream(home.path() / "dual") << "[default]\nuse_dualstack_endpoint = true\n";
  const auto profile = [&](const std::string& name) {
    return Variables{{"AWS_CONFIG_FILE", (home.path() / name).string()}};
  };
  const std::string fips = places({.region = "us-east-1", .fips = true});
  const std::string dual = places({.region = "us-east-1", .dual_stack = true});

  EXPECT_EQ(places({.region = "us-east-1"}, {{"AWS_USE_FIPS_ENDPOINT", "true"}}), fips);
  EXPECT_EQ(places({.region = "us-east-1"}, profile("fips")), fips);
  EXPECT_EQ(places({.region = "us-east-1"}, {{"AWS_USE_DUALSTACK_ENDPOINT", "true"}}), dual);
  EXPECT_EQ(places({.region = "us-east-1"}, profile("dual")), dual);
}

TEST(AwsSetup, TakesTheFirstOfWhoSaysAnything) {
  const TempDir home;
  std::ofstream(home.path() / "config")
      << "[default]\nregion = eu-west-3\n[profile other]\nregion = eu-west-2\n"
         "services = ours\nendpoint_url = https://all.example\n"
         "[services ours]\nsecrets_manager =\n  endpoint_url = https://sm.example\n";
  std::ofstream(home.path() / "none") << "";
  const Variables files{{"AWS_CONFIG_FILE", (home.path() / "config").string()},
                        {"AWS_SHARED_CREDENTIALS_FILE", (home.path() / "none").string()}};
  const auto with = [&](Variables more) {
    more.insert(files.begin(), files.end());
    return more;
  };

  EXPECT_NE(places({}, with({})).find("eu-west-3"), std::string::npos);
  EXPECT_NE(places({}, with({{"AWS_DEFAULT_REGION", "eu-west-4"}})).find("eu-west-4"),
            std::string::npos);
  EXPECT_NE(places({}, with({{"AWS_DEFAULT_REGION", "eu-west-4"}, {"AWS_REGION", "eu-west-5"}}))
                .find("eu-west-5"),
            std::string::npos);
  EXPECT_EQ(places({.profile = "other"}, with({})), "https://sm.example https://all.example");
  EXPECT_EQ(places({.profile = "other"}, with({{"AWS_ENDPOINT_URL_STS", "https://sts.example"}})),
            "https://sm.example https://sts.example");
  EXPECT_EQ(places({.profile = "other", .endpoint = "https://own.example:8443"},
                   with({{"AWS_ENDPOINT_URL", "https://variable.example"}})),
            "https://own.example:8443 https://variable.example");
  EXPECT_EQ(places({.region = "us-east-1"}, {{"AWS_ENDPOINT_URL", "https://x.example"},
                                             {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}}),
            "https://secretsmanager.us-east-1.amazonaws.com https://sts.us-east-1.amazonaws.com");
}

TEST(AwsSetup, RefusesWhatIsNoRegionAndNoAddress) {
  const std::string bad = to_string(Code::BadSettings);

  EXPECT_EQ(places({}), bad);
  EXPECT_EQ(places({.region = "us-east-1.evil.example/"}), bad);
  EXPECT_EQ(places({.region = "us-east-1@host"}), bad);
  EXPECT_EQ(places({.region = "us-east-1", .endpoint = "ftp://x.example"}), bad);
  EXPECT_EQ(places({.region = "us-east-1", .endpoint = "https://x.example/path"}), bad);
  EXPECT_EQ(places({.region = "us-east-1"}, {{"AWS_ENDPOINT_URL_STS", "not-a-url"}}), bad);
}

}  // namespace
}  // namespace pgberth
