// Keys that live for thirty seconds, from each source that gives such: over ten minutes no pass may
// fail. Requests are dated by the machine's clock; the lives of keys go by the test's own.

#include "reconciler/adapters/secrets_manager/secrets_manager_store.h"

#include <gtest/gtest.h>

#include "tests/aws/with_moto.h"
#include "tests/support/aws_gate.h"
#include "tests/support/keys_at_gate.h"
#include "tests/support/manual_clock.h"
#include "tests/support/metadata_stubs.h"
#include "tests/support/postgres_fixture.h"
#include "tests/support/store_contract.h"
#include "tests/support/sts_stub.h"
#include "tests/support/temp_dir.h"
#include <algorithm>
#include <filesystem>
#include <fstream>

namespace pgberth {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kUser = "arn:aws:iam::123456789012:user/operator";
constexpr const char* kRole = "arn:aws:iam::123456789012:role/team/pgberth";
constexpr seconds kLife{30};

constexpr const char* kEverything =
    R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"}})";

/// Everything that gives keys, a gate that knows each of them as long as it lives, and a store.
class KeyWorld {
 public:
  KeyWorld() {
    sts.lifetime = instance.lifetime = container.lifetime = kLife;
    keys.add("AKIAOPERATOR", "operator-secret", kUser);
    variables["HOME"] = folder.str();
    gate.set_hook([this](const std::string&) {
      clock.advance(milliseconds{300});
      known.tell();
      return AwsFault::None;
    });
  }
  ~KeyWorld() { gate.set_hook({}); }
  KeyWorld(const KeyWorld&) = delete;
  KeyWorld& operator=(const KeyWorld&) = delete;

  /// A store of whoever the variables and the settings say.
  SecretStore& open() {
    address.region = gate.region();
    address.endpoint = gate.url();
    address.sts_endpoint = sts.url();
    const AwsVariable variable = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
    auto setup = aws_setup(address, variable);
    if (!setup) throw std::runtime_error(setup.error().what);
    api = std::make_shared<SecretsManagerApi>(address, *std::move(setup),
                                              SecretsManagerParts{variable, clock, entropy});
    store = std::make_unique<SecretsManagerStore>(api, clock, entropy);
    return *store;
  }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder / name).parent_path());
    std::ofstream(folder / name) << text;
  }

  TempDir folder{};
  ManualClock clock{};
  TestEntropy entropy{};
  IssuedKeys keys{clock};
  StsStub sts{keys};
  InstanceStub instance{keys};
  ContainerStub container{keys};
  std::map<std::string, std::string> variables{};
  AwsAddress address{.calls_per_second = 1'000};
  AwsGate gate{shared_moto(), shared_moto().new_name("us-keys")};
  KeysAtGate known{gate, keys, clock, IamPolicy::parse(kEverything)};
  std::shared_ptr<SecretsManagerApi> api{};
  std::unique_ptr<SecretStore> store{};
};

/// Where the keys come from.
struct KeySource {
  const char* name;
  void (*use)(KeyWorld& world);
  void (*before_pass)(KeyWorld& world) = [](KeyWorld&) {};
};

void use_web_identity(KeyWorld& world) {
  world.write("token", "jwt");
  world.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = world.folder / "token";
  world.variables["AWS_ROLE_ARN"] = kRole;
  world.sts.roles[kRole].web_token = "jwt";
}

void use_assumed_role(KeyWorld& world) {
  world.variables["AWS_ACCESS_KEY_ID"] = "AKIAOPERATOR";
  world.variables["AWS_SECRET_ACCESS_KEY"] = "operator-secret";
  world.sts.roles[kRole].trusted = {kUser};
  world.address.roles = {{.arn = kRole}};
}

void use_container(KeyWorld& world) {
  world.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] =
      world.container.url() + ContainerStub::kPath;
}

void use_instance(KeyWorld& world) {
  world.variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = world.instance.url();
}

/// A program that prints what is in a file, which somebody keeps fresh.
void use_process(KeyWorld& world) {
  const std::filesystem::path program = world.folder / "login";
  world.write("login", "#!/bin/sh\ncat '" + world.folder.str() + "/fresh'\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  world.write(".aws/config", "[default]\ncredential_process = " + program.string() + "\n");
}

void refresh_file(KeyWorld& world) {
  const auto key = world.keys.issue(kRole, "process", kLife);
  world.write("fresh", nlohmann::json{{"Version", 1},
                                      {"AccessKeyId", key.id},
                                      {"SecretAccessKey", key.secret},
                                      {"SessionToken", key.token},
                                      {"Expiration", aws_time_text(key.until)}}
                           .dump());
}

class ShortLivedKeys : public WithMoto, public testing::WithParamInterface<KeySource> {
 protected:
  void SetUp() override {
    WithMoto::SetUp();
    if (IsSkipped()) return;
    world_ = std::make_unique<KeyWorld>();
    GetParam().use(*world_);
  }

  /// Ten minutes of passes that read, ask for versions and now and then create.
  void pass_for_ten_minutes() {
    SecretStore& store = world_->open();
    const auto begin = world_->clock.passed();
    int passes = 0;
    std::string name;
    while (world_->clock.passed() - begin < std::chrono::minutes{10}) {
      GetParam().before_pass(*world_);
      if (passes++ % 10 == 0) {
        name = "qa-" + std::to_string(passes);
        const auto creation = store.create(name, entry_of({{"password", "one"}}));
        ASSERT_TRUE(creation) << "pass " << passes << ": " << creation.error().what;
        EXPECT_EQ(*creation, Creation::Created);
      }
      const StoredEntry entry = read_one(store, name);
      ASSERT_EQ(entry.presence, Presence::Present) << "pass " << passes << ": " << entry.detail;
      ASSERT_TRUE(store.versions({name})) << "pass " << passes;
      world_->clock.advance(milliseconds{9'300});
    }
    EXPECT_GT(passes, 50);
  }

  auto refusals() const {
    const auto calls = world_->gate.calls();
    return std::ranges::count(calls, "ExpiredTokenException", &AwsCall::error);
  }
  /// The keys that AWS saw.
  int keys_given() const { return world_->keys.issued(); }

  std::unique_ptr<KeyWorld> world_{};
};

TEST_P(ShortLivedKeys, FailNoPassInTenMinutes) {
  pass_for_ten_minutes();

  EXPECT_EQ(refusals(), 0) << "others are drawn before the old ones end";
  EXPECT_GE(keys_given(), 20);
}

TEST_P(ShortLivedKeys, FailNoPassWhereAwsEndsThemSooner) {
  world_->known.sooner = kLife - seconds{9};

  pass_for_ten_minutes();

  EXPECT_GE(refusals(), 20) << "each is drawn anew when it is refused";
}

INSTANTIATE_TEST_SUITE_P(
    OfEachSource, ShortLivedKeys,
    testing::Values(KeySource{.name = "WebIdentity", .use = use_web_identity},
                    KeySource{.name = "AssumedRole", .use = use_assumed_role},
                    KeySource{.name = "Container", .use = use_container},
                    KeySource{.name = "Instance", .use = use_instance},
                    KeySource{.name = "Process", .use = use_process, .before_pass = refresh_file}),
    [](const auto& source) { return std::string(source.param.name); });

}  // namespace
}  // namespace pgberth
