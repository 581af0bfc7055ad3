#include "reconciler/adapters/base64.h"

#include <gtest/gtest.h>

#include "tests/support/aws_client.h"
#include "tests/support/store_contract.h"
#include <random>
#include <string>
#include <vector>

namespace pgberth {
namespace {

/// What somebody else may have put into an entry.
class RandomEntry {
 public:
  explicit RandomEntry(unsigned seed) : random_(seed) {}

  std::string text() {
    switch (below(8)) {
      case 0:
        return "canary in plain text";
      case 1:
        return R"(["canary", 1])";
      case 2:
        return R"({"password": "canary", "password": "canary two", "username": "fence"})";
      case 3:
        return R"({"password": {"inner": ["canary", {"deep": true}]}, "port": 5432, "on": null})";
      case 4:
        return R"({"password": "canary", "filler": ")" + std::string(60'000, 'x') + "\"}";
      case 5:
        return R"({"username": "fence", "database": ""})";
      case 6:
        return R"({"password": "canary", "unknown": "x", "number": 1.5e300, "": "no name"})";
      default:
        return R"({"password": "canary)" + std::string(below(40), ' ') + R"(", "broken)";
    }
  }
  bool binary() { return below(3) == 0; }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  std::mt19937 random_;
};

bool is_a_state(const StoredEntry& entry) {
  return entry.presence == Presence::Present ||
         (entry.presence == Presence::Unreadable && !entry.detail.empty());
}

TEST(SecretsManagerEntries, WhateverIsThereStaysAsItIsAndIsSomethingThatCanBeTold) {
  constexpr unsigned seeds = 60;
  AwsSite site(
      R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "secretsmanager:*",
                                 "Resource": "*"}})");
  for (unsigned seed = 0; seed < seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomEntry random(seed);
    const std::string name = "qa-" + std::to_string(seed);
    const std::string text = random.text();
    if (random.binary())
      site.root.put_binary(name, to_base64(text));
    else
      site.root.put(name, text);
    const auto described = site.root.describe(name);
    const auto versions = site.root.versions(name);

    const StoredEntry before = read_one(site.store(), name);
    const auto creation = site.store().create(name, entry_of({{"password", "ours"}}));
    const auto added = site.store().add_missing_keys(name, content_of({{"dbcreated", "true"}}));
    const StoredEntry after = read_one(site.store(), name);

    EXPECT_TRUE(creation && *creation == Creation::AlreadyThere);
    EXPECT_FALSE(added);
    EXPECT_TRUE(is_a_state(before));
    EXPECT_EQ(before.detail.find("canary"), std::string::npos);
    EXPECT_EQ(keys_of(before), keys_of(after));
    EXPECT_EQ(site.root.versions(name), versions);
    EXPECT_EQ(site.root.describe(name)["VersionIdsToStages"], described["VersionIdsToStages"]);
  }
}

}  // namespace
}  // namespace pgberth
