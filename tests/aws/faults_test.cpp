#include <gtest/gtest.h>

#include "tests/support/aws_client.h"
#include "tests/support/git_servers.h"
#include "tests/support/store_contract.h"
#include "tests/support/store_faults.h"
#include <array>
#include <atomic>

namespace pgberth {
namespace {

constexpr const char* kEverything =
    R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"}})";

/// The same gate by another address.
AwsAddress by(const AwsGate& gate, const std::string& url) {
  AwsAddress address = address_of(gate);
  address.endpoint = url;
  return address;
}

TEST(SecretsManagerFaults, EachCallMeetsEachFault) {
  AwsSite site(kEverything);
  HttpProxy proxy(site.gate.url(), {.unreachable = Code::StoreUnreachable});
  TestAuthority authority;
  const TempDir home;
  const GitHttpServer stranger(home.path(), {.certificate = authority.certificate("localhost")});
  AwsClient through(by(site.gate, proxy.url()), variables_of(site.identity), kHurried);
  AwsClient untrusting(by(site.gate, stranger.origin()), variables_of(site.identity), kHurried);

  try_all_faults({.name = "AWS",
                  .through = through.store(),
                  .straight = site.store(),
                  .untrusting = untrusting.store(),
                  .proxy = proxy,
                  .path = [](const std::string& name) { return "qa-" + name; },
                  .root = "qa-"});
}

/// What AWS itself says, once.
TEST(SecretsManagerFaults, WhatAwsSaysOnABadDayIsOvercome) {
  AwsSite site(kEverything);
  AwsClient hurried(address_of(site.gate), variables_of(site.identity), kHurried);
  for (const AwsFault fault : {AwsFault::Throttled, AwsFault::TooMany, AwsFault::ServerError,
                               AwsFault::ErrorAfter, AwsFault::Unavailable}) {
    const std::string name = "qa-" + std::to_string(static_cast<int>(fault));
    std::atomic<int> calls{0};
    site.gate.set_hook([&](const std::string&) { return calls++ == 0 ? fault : AwsFault::None; });

    const auto creation = hurried.store().create(name, entry_of({{"password", "one"}}));
    calls = 0;
    const StoredEntry entry = read_one(hurried.store(), name);

    site.gate.set_hook({});
    ASSERT_TRUE(creation) << creation.error().what;
    EXPECT_EQ(*creation, Creation::Created);
    EXPECT_EQ(keys_of(entry), (StoreKeys{{"password", "one"}}));
    EXPECT_EQ(site.root.versions(name).size(), 1u);
  }
}

TEST(SecretsManagerFaults, WhatStaysIsToldByItsName) {
  AwsSite site(kEverything);
  AwsClient hurried(address_of(site.gate), variables_of(site.identity), kHurried);
  const auto told = [&](AwsFault fault) {
    site.gate.set_hook([fault](const std::string&) { return fault; });
    const auto creation = hurried.store().create("qa-x", entry_of({{"password", "one"}}));
    site.gate.set_hook({});
    return creation ? std::string("created") : to_string(creation.error().code);
  };

  EXPECT_EQ(told(AwsFault::Throttled), to_string(Code::StoreBusy));
  EXPECT_EQ(told(AwsFault::TooMany), to_string(Code::StoreBusy));
  EXPECT_EQ(told(AwsFault::ServerError), to_string(Code::StoreUnreachable));
  EXPECT_EQ(told(AwsFault::Unavailable), to_string(Code::StoreUnreachable));
  EXPECT_EQ(told(AwsFault::Expired), to_string(Code::StoreAuth));
  EXPECT_FALSE(site.root.exists("qa-x"));
}

/// AWS may answer from a copy of itself that has not heard of it yet.
TEST(SecretsManagerFaults, WhatWasJustCreatedIsAskedForUntilItIsSeen) {
  AwsSite site(kEverything);
  std::atomic<int> reads{0};
  site.gate.set_hook([&](const std::string& action) {
    const bool unaware = action != "CreateSecret" && reads++ < 3;
    return unaware ? AwsFault::Unaware : AwsFault::None;
  });

  ASSERT_TRUE(site.store().create("qa-new", entry_of({{"password", "one"}})));
  const StoredEntry born = read_one(site.store(), "qa-new");
  reads = 0;
  const StoredEntry stranger = read_one(site.store(), "qa-other");

  site.gate.set_hook({});
  EXPECT_EQ(keys_of(born), (StoreKeys{{"password", "one"}}));
  EXPECT_EQ(stranger.presence, Presence::Absent);
  EXPECT_EQ(reads, 1);  // Of what nobody created nothing is waited for.
}

}  // namespace
}  // namespace pgberth
