#include "tests/support/aws_client.h"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string text_of_file(const std::string& path) {
  const std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error(path + " cannot be read");
  return text.str();
}

AwsIdentity known_to(AwsGate& gate, const std::string& policy) {
  AwsIdentity identity{.name = "pgberth",
                       .key_id = "AKIAPGBERTH000000001",
                       .secret = "canary/of+the/secret/key",
                       .policy = IamPolicy::parse(policy)};
  gate.add_identity(identity);
  return identity;
}

}  // namespace

AwsVariable variables_of(const AwsIdentity& identity, std::map<std::string, std::string> more) {
  more.insert({{"AWS_ACCESS_KEY_ID", identity.key_id},
               {"AWS_SECRET_ACCESS_KEY", identity.secret},
               {"AWS_SESSION_TOKEN", identity.token}});
  return [all = std::move(more)](const std::string& name) -> std::optional<std::string> {
    const auto found = all.find(name);
    return found == all.end() ? std::nullopt : std::optional(found->second);
  };
}

AwsAddress address_of(const AwsGate& gate) {
  return {.region = gate.region(),
          .endpoint = gate.url(),
          .sts_endpoint = gate.url(),
          .calls_per_second = 1'000};
}

AwsClient::AwsClient(const AwsAddress& address, const AwsVariable& variable, Patience patience) {
  auto setup = aws_setup(address, variable);
  if (!setup) throw std::runtime_error(setup.error().what);
  api_ = std::make_shared<SecretsManagerApi>(
      address, *std::move(setup), SecretsManagerParts{variable, clock_, entropy_, patience});
  store_ = std::make_unique<SecretsManagerStore>(api_, clock_, entropy_);
}

AwsSite::AwsSite(const std::string& policy)
    : gate(shared_moto(), shared_moto().new_name("us-site")),
      identity(known_to(gate, policy)),
      root(shared_moto(), gate.region()),
      client(address_of(gate), variables_of(identity)) {}

std::string shipped_policy(const AwsGate& gate, const std::string& prefix,
                           const std::vector<std::string>& files) {
  Json all{{"Version", "2012-10-17"}, {"Statement", Json::array()}};
  for (const std::string& file : files) {
    std::string text =
        text_of_file(std::string(PGBERTH_SOURCE_DIR) + "/deploy/rights/aws/" + file + ".json");
    for (const auto& [word, value] : {std::pair<std::string, std::string>{"REGION", gate.region()},
                                      {"ACCOUNT", kAwsAccount},
                                      {"PREFIX", prefix}})
      text = replaced(text, word, value);
    const Json policy = Json::parse(text);
    for (const Json& statement : policy.at("Statement")) all["Statement"].push_back(statement);
  }
  return all.dump();
}

}  // namespace pgberth
