#include "tests/support/aws_site_stores.h"

#include <nlohmann/json.hpp>

#include "tests/support/aws_client.h"
#include <set>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

class AwsSiteStores final : public SiteStores {
 public:
  AwsSiteStores(AwsRegion& region, std::string url, AwsLogin login,
                const std::filesystem::path& folder)
      : region_(region),
        url_(std::move(url)),
        login_(std::move(login)),
        folder_(folder / "store"),
        files_(file_site_stores(folder)) {}

  std::string settings() const override {
    return "stores:\n  aws:\n    region: " + region_.gate().region() + "\n    endpoint: '" + url_ +
           "'\n    stsEndpoint: '" + login_.sts_url + "'\n    identity: '" + kAwsAccount +
           "'\n  every: store\n";
  }
  std::set<std::string> secrets() const override { return {region_.identity().secret}; }
  std::map<std::string, std::string> variables() const override { return login_.variables; }

  Keys entry(const std::string& store, const std::string& path) const override {
    if (store != "aws") return files_->entry(store, path);
    if (!region_.root().exists(path)) return {};
    return Json::parse(region_.root().text(path)).get<Keys>();
  }
  void give(const std::string& store, const std::string& path, const std::string& key,
            const std::string& value) override {
    if (store != "aws") return files_->give(store, path, key, value);
    Keys keys = entry(store, path);
    const bool there = !keys.empty();
    keys[key] = value;
    if (there)
      region_.root().add_version(path, Json(keys).dump());
    else
      region_.root().put(path, Json(keys).dump());
  }
  std::string listing() const override {
    std::string listing = std::filesystem::exists(folder_) ? files_->listing() : "";
    const Json found = region_.root().must("ListSecrets", {{"MaxResults", 100}});
    for (const Json& each : found["SecretList"])
      listing += each["Name"].get<std::string>() + " " +
                 region_.root().describe(each["Name"])["VersionIdsToStages"].dump() + "\n";
    return listing;
  }

 private:
  AwsRegion& region_;
  std::string url_;
  AwsLogin login_;
  std::filesystem::path folder_;
  std::unique_ptr<SiteStores> files_;
};

}  // namespace

AwsRegion::AwsRegion()
    : gate_(shared_moto(), shared_moto().new_name("us-push")),
      root_(shared_moto(), gate_.region()),
      identity_({.name = "pgberth",
                 .key_id = "AKIAPGBERTH000000002",
                 .secret = "canary/of+the/pushing/key"}) {
  admit();
}

void AwsRegion::allow_also(const std::string& prefix) {
  prefixes_.push_back(prefix);
  admit();
}

void AwsRegion::admit() {
  Json all{{"Version", "2012-10-17"}, {"Statement", Json::array()}};
  for (const std::string& prefix : prefixes_) {
    const Json shipped = Json::parse(shipped_policy(gate_, prefix, {"read", "create"}));
    for (const Json& statement : shipped["Statement"]) all["Statement"].push_back(statement);
  }
  identity_.policy = IamPolicy::parse(all.dump());
  gate_.add_identity(identity_);
}

std::string AwsRegion::wrong_calls() const {
  static const std::set<std::string> right{"BatchGetSecretValue", "GetSecretValue",
                                           "DescribeSecret",      "CreateSecret",
                                           "ListSecrets",         "GetCallerIdentity"};
  std::string wrong;
  for (const AwsCall& call : gate_.calls()) {
    bool allowed = right.contains(call.action);
    for (const auto& permission : call.permissions)
      allowed = allowed && permission.decision == IamDecision::Allowed;
    if (!allowed) wrong += to_string(call) + "\n";
  }
  return wrong;
}

MakeItsStores stores_in(AwsRegion& region, const std::string& url) {
  const AwsLogin user{.variables = {{"AWS_ACCESS_KEY_ID", region.identity().key_id},
                                    {"AWS_SECRET_ACCESS_KEY", region.identity().secret}},
                      .sts_url = url};
  return [&region, url, user](const std::filesystem::path& folder) {
    return std::make_unique<AwsSiteStores>(region, url, user, folder);
  };
}

MakeItsStores stores_in(AwsRegion& region, const AwsLogin& login) {
  return [&region, login](const std::filesystem::path& folder) {
    return std::make_unique<AwsSiteStores>(region, region.gate().url(), login, folder);
  };
}

}  // namespace pgberth
