#include "reconciler/cli/doctor.h"

#include "reconciler/cli/operator_world.h"

#include <gtest/gtest.h>

#include "tests/cli/stub_parts.h"
#include "tests/support/claims.h"
#include <optional>
#include <string>
#include <vector>

namespace pgberth {
namespace {

std::vector<std::string> names(const std::vector<Examined>& list) {
  std::vector<std::string> all;
  all.reserve(list.size());
  for (const Examined& one : list) all.push_back(one.what);
  return all;
}

class CheckupOf : public ::testing::Test {
 protected:
  CheckupReport look(const std::vector<std::string>& servers, const Claims& claims = {}) {
    for (const std::string& server : servers) settings_.servers.push_back(*listed_server(server));
    const Parts parts = stub_.parts();
    OperatorWorld world(settings_, no_password_, parts);
    return checkup_of(settings_, {.claims = claims}, world);
  }

  testing::StubParts stub_;
  Settings settings_{};
  std::optional<Secret> no_password_{};
};

TEST_F(CheckupOf, LooksAtServersOfTheSettingsThatHaveAnAdmin) {
  const CheckupReport report = look(
      {"db=postgresql://adm@h/", "nobody=postgresql://h/postgres", "port:5433=postgres://a:b@h/",
       "query=postgresql:///?sslmode=disable&user=adm", "password=postgresql://:secret@h/"});

  EXPECT_EQ(names(report.servers), (std::vector<std::string>{"db", "port:5433", "query"}));
  ASSERT_EQ(stub_.addresses.size(), 3u);
}

TEST_F(CheckupOf, LooksOnceAtAServerThatClaimsUse) {
  Claims claims = local_claim();
  Document& admin = claims.servers.at(kServer).admin;
  admin[Field::Host] = Text{"DB"};
  admin[Field::Username] = Text{"adm"};
  settings_.stores.every = "store";

  const CheckupReport report =
      look({"db=postgresql://adm@h/", "spare=postgresql://adm@h/"}, claims);

  ASSERT_EQ(report.servers.size(), 2u);
  EXPECT_TRUE(report.servers[0].what.starts_with("db:"));
  EXPECT_EQ(report.servers[1].what, "spare");
  EXPECT_EQ(stub_.addresses.size(), 2u);
}

TEST_F(CheckupOf, LooksAtStoresOfTheSettings) {
  settings_.stores.own[{StoreKind::Vault, std::string("qa")}] = FolderAddress{"folder"};

  EXPECT_EQ(names(look({}).stores), (std::vector<std::string>{"vault:qa"}));
}

}  // namespace
}  // namespace pgberth
