// `pgberth run` on keys that end by the machine's own clock, and that AWS refuses from then on: the
// real program, a real Postgres, a real git server, moto behind its gate. For how long, and how
// long each key lives, is in PGBERTH_KEY_RUN and PGBERTH_KEY_LIFE, in seconds.

#include <nlohmann/json.hpp>

#include "tests/end_to_end/run_fixture.h"
#include "tests/support/aws_client.h"
#include "tests/support/aws_site_stores.h"
#include "tests/support/keys_at_gate.h"
#include "tests/support/metadata_stubs.h"
#include "tests/support/sts_stub.h"
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>

namespace pgberth {
namespace {

using Json = nlohmann::json;
using std::chrono::seconds;

constexpr const char* kRole = "arn:aws:iam::123456789012:role/team/pgberth";

/// What a variable says instead of `otherwise`.
seconds seconds_of(const char* variable, seconds otherwise) {
  const char* text = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): read only
  return text == nullptr ? otherwise : seconds{std::stol(text)};
}
/// Not shorter: the end of a key is told in whole seconds, and the program draws another one when a
/// third is left: so long may a busy machine stand still.
seconds key_life() {
  return seconds_of("PGBERTH_KEY_LIFE", seconds{10});
}
seconds length_of_run() {
  return seconds_of("PGBERTH_KEY_RUN", seconds{24});
}

/// Those who give out keys, and a region that takes each of them to its end.
struct KeyGivers {
  KeyGivers() {
    sts.lifetime = container.lifetime = key_life();
    region.gate().set_hook([this](const std::string&) {
      known.tell();
      return AwsFault::None;
    });
  }
  ~KeyGivers() { region.gate().set_hook({}); }
  KeyGivers(const KeyGivers&) = delete;
  KeyGivers& operator=(const KeyGivers&) = delete;

  AwsRegion region{};
  TempDir folder{};
  RealClock clock{};
  IssuedKeys keys{clock};
  StsStub sts{keys};
  ContainerStub container{keys};
  KeysAtGate known{region.gate(), keys, clock, region.identity().policy};
};

AwsLogin by_web_identity(KeyGivers& givers) {
  std::ofstream(givers.folder / "token") << "jwt";
  givers.sts.roles[kRole].web_token = "jwt";
  return {.variables = {{"AWS_WEB_IDENTITY_TOKEN_FILE", givers.folder / "token"},
                        {"AWS_ROLE_ARN", kRole}},
          .sts_url = givers.sts.url()};
}

AwsLogin by_container(KeyGivers& givers) {
  return {.variables = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI",
                         givers.container.url() + ContainerStub::kPath}},
          .sts_url = givers.region.gate().url()};
}

struct KeysFrom {
  const char* name;
  AwsLogin (*login)(KeyGivers& givers);
};

/// What the stores of a Run need before it is made.
struct HasKeyGivers {
  std::unique_ptr<KeyGivers> givers{MotoServer::can_run() ? std::make_unique<KeyGivers>()
                                                          : nullptr};
};

class RunOnShortKeys : protected HasKeyGivers,
                       public Run,
                       public testing::WithParamInterface<KeysFrom> {
 protected:
  RunOnShortKeys()
      : Run(givers ? stores_in(givers->region, GetParam().login(*givers))
                   : MakeItsStores(site_stores())) {
    site_.use_environments(
        "name: demo-keys\ndialect: gen3\nfolder: prod\nvalues: [values.yaml]\nrelease: demo\n"
        "namespaces: [demo]");
    verify_every_ = "2s";  // So that passes read values, too.
  }
  void SetUp() override {
    if (!givers) GTEST_SKIP() << "there is no moto: scripts/test-servers sets it up";
  }

  void ask_for(const std::vector<std::string>& services) {
    std::string text = values(services);
    text.insert(text.find("  postgres:"),
                "  environment: demo-keys\n"
                "  externalSecrets: {deploy: true, pushSecret: true}\n");
    push(text);
  }
  bool logs_in(const std::string& service) const {
    const Keys entry = site_.entry("aws", "demo-keys-" + service + "-creds");
    return entry.contains("password") &&
           psql_as({.user = service, .password = entry.at("password"), .database = service},
                   "SELECT 1", postgres_)
                   .exit_code == 0;
  }

  /// How many of the passes so far were complete, and how many were not.
  std::map<bool, int> told_passes() const {
    std::map<bool, int> passes{{true, 0}, {false, 0}};
    std::istringstream lines(process_->out());
    for (std::string line; std::getline(lines, line);)
      if (const Json told = Json::parse(line, nullptr, false);
          told.is_object() && told.value("event", "") == "pass")
        ++passes[told.value("complete", false)];
    return passes;
  }
  static auto refusals(const std::vector<AwsCall>& calls) {
    return std::ranges::count(calls, "ExpiredTokenException", &AwsCall::error);
  }
  /// As whoever still had this key.
  void ask_with(const IssuedKeys::Key& key) const {
    AwsClient client(
        address_of(givers->region.gate()),
        variables_of(
            {.name = "pgberth", .key_id = key.id, .secret = key.secret, .token = key.token}));
    (void)client.store().versions({"demo-keys-alpha-creds"});
  }
};

TEST_P(RunOnShortKeys, FailsNoPassAndMakesWhatIsAskedForLater) {
  const GitHttpServer git(repo_.path());
  use_source("  url: " + git.url() + "\n  revision: main\n");
  ask_for({"alpha"});
  const auto begin = std::chrono::steady_clock::now();
  start();
  ASSERT_TRUE(comes_true([&] { return logs_in("alpha"); })) << process_->out();

  std::this_thread::sleep_until(begin + length_of_run() / 2);
  const int keys_before = givers->keys.issued();
  ask_for({"alpha", "beta"});
  EXPECT_TRUE(comes_true([&] { return logs_in("beta"); })) << process_->out();
  std::this_thread::sleep_until(begin + length_of_run());

  const auto passes = told_passes();
  const auto calls = givers->region.gate().calls();
  const auto refused = refusals(calls);
  std::cout << GetParam().name << ": " << passes.at(true) << " complete passes, "
            << passes.at(false) << " others, " << givers->keys.issued() << " keys, " << calls.size()
            << " calls, " << refused << " of them refused\n";
  EXPECT_EQ(passes.at(false), 0) << process_->out();
  EXPECT_GE(passes.at(true), length_of_run() / key_life());
  EXPECT_GE(this->passes(), static_cast<std::size_t>(passes.at(true)));
  EXPECT_EQ(metrics().find("code=\"E"), std::string::npos) << metrics();
  EXPECT_GT(keys_before, 1) << "beta is made with other keys than alpha";
  EXPECT_GE(givers->keys.issued(), length_of_run() / key_life());
  EXPECT_EQ(refused, 0) << "others are drawn before the old ones end";
  EXPECT_EQ(givers->region.wrong_calls(), "");
  ask_with(givers->keys.numbered(1));
  EXPECT_GT(refusals(givers->region.gate().calls()), refused) << "or no key ever ended";
}

INSTANTIATE_TEST_SUITE_P(OfEachSource, RunOnShortKeys,
                         testing::Values(KeysFrom{"WebIdentity", by_web_identity},
                                         KeysFrom{"Container", by_container}),
                         [](const auto& source) { return std::string(source.param.name); });

}  // namespace
}  // namespace pgberth
