#include "reconciler/report/json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/golden.h"
#include "tests/support/sample_report.h"
#include <algorithm>
#include <string>
#include <vector>

namespace pgberth {
namespace {

using nlohmann::json;

std::vector<std::string> all_documents() {
  return {desired_json(testing::sample_desired()), resolved_json(testing::sample_report()),
          observed_json(testing::sample_report()), plan_json(testing::sample_report()),
          plan_json(testing::sample_applied()),    validation_json(testing::sample_desired()),
          plan_json(testing::sample_agreement())};
}

json claim_of(const json& document, const std::string& id) {
  const auto& claims = document.at("claims");
  const auto found = std::ranges::find_if(claims, [&](const json& c) { return c.at("id") == id; });
  return found == claims.end() ? json() : *found;
}

TEST(JsonReport, TellsWhatIsDesired) {
  expect_golden("report/golden/desired.json", desired_json(testing::sample_desired()));
}

TEST(JsonReport, TellsWhatIsResolved) {
  expect_golden("report/golden/resolved.json", resolved_json(testing::sample_report()));
}

TEST(JsonReport, TellsWhatIsObserved) {
  expect_golden("report/golden/observed.json", observed_json(testing::sample_report()));
}

TEST(JsonReport, TellsThePlan) {
  expect_golden("report/golden/plan.json", plan_json(testing::sample_report()));
}

TEST(JsonReport, TellsWhatWasApplied) {
  expect_golden("report/golden/apply.json", plan_json(testing::sample_applied()));
}

TEST(JsonReport, TellsProblemsOfReading) {
  expect_golden("report/golden/validation.json", validation_json(testing::sample_desired()));
}

TEST(JsonReport, ListsEveryClaimAlsoABlockedOne) {
  const json document = json::parse(desired_json(testing::sample_desired()));

  ASSERT_EQ(document.at("claims").size(), 5u);
  EXPECT_TRUE(claim_of(document, "demo/audit").at("blocked"));
  EXPECT_EQ(claim_of(document, "demo/audit").at("services"), json({"access", "audit"}));
  EXPECT_EQ(claim_of(document, "demo/audit").at("service"), "access");
}

TEST(JsonReport, NamesTheKeyOfWhatOnlyAnEntryCanSay) {
  const json metadata =
      claim_of(json::parse(desired_json(testing::sample_desired())), "demo/metadata");

  for (const char* field : {"database", "username", "host", "port"}) {
    EXPECT_TRUE(metadata.at(field).is_null()) << field;
    EXPECT_EQ(metadata.at("sources").at(field),
              json({{"store", "aws"}, {"path", "demo-metadata-creds"}, {"key", field}}));
  }
}

TEST(JsonReport, HasAnAdminHostOnlyWhereTheDatabaseIsAskedFor) {
  const json document = json::parse(desired_json(testing::sample_desired()));

  EXPECT_EQ(claim_of(document, "demo/fence").at("adminHost"), "db.example");
  EXPECT_TRUE(claim_of(document, "demo/metadata").at("adminHost").is_null());
  EXPECT_EQ(claim_of(document, "demo/metadata").at("server"), "db.example:5432");
}

TEST(JsonReport, TakesTheAdminHostFromItsEntryWhenTheValuesAreSilent) {
  Desired desired = testing::sample_desired();
  const KeyRef key{.entry = {.store = {.kind = StoreKind::Aws}, .path = "master"}, .key = "host"};
  desired.claims.servers.begin()->second.admin[Field::Host] = key;

  const json fence = claim_of(json::parse(desired_json(desired)), "demo/fence");

  const json wanted{{"store", "aws"}, {"path", "master"}, {"key", "host"}};
  for (const char* field : {"server", "host", "adminHost"}) {
    EXPECT_TRUE(fence.at(field).is_null()) << field;
    EXPECT_EQ(fence.at("sources").at(field), wanted) << field;
  }
}

TEST(JsonReport, WritesAPortAsANumberAndSaysWhenItIsNone) {
  const json document = json::parse(desired_json(testing::sample_desired()));

  EXPECT_EQ(claim_of(document, "demo/fence").at("port"), 5432);
  EXPECT_TRUE(claim_of(document, "demo/audit").at("port").is_null());
  EXPECT_EQ(claim_of(document, "demo/audit").at("notNumbers").at("port"), "many");
}

TEST(JsonReport, WritesAnEmptyHostAsNull) {
  const json audit = claim_of(json::parse(desired_json(testing::sample_desired())), "demo/audit");

  EXPECT_TRUE(audit.at("host").is_null());
  EXPECT_FALSE(audit.at("sources").contains("host"));
}

TEST(JsonReport, IsPureAsciiWithoutControlCharacters) {
  for (const std::string& text : all_documents())
    EXPECT_TRUE(std::ranges::all_of(text, [](unsigned char c) {
      return c == '\n' || (c >= 0x20 && c < 0x7f);
    })) << text;
}

TEST(JsonReport, ReplacesBytesThatAreNotUtf8) {
  Desired desired;
  desired.findings.push_back({.code = Code::NotText, .what = "a \xff byte"});

  const json document = json::parse(desired_json(desired));

  EXPECT_EQ(document.at("findings").at(0).at("message"), "a \xef\xbf\xbd byte");
}

TEST(JsonReport, ShowsNoSecretAndNoEqualityClass) {
  for (const std::string& text : all_documents()) {
    EXPECT_EQ(text.find(testing::kSampleSecret), std::string::npos);
    EXPECT_EQ(text.find("424242"), std::string::npos);
    EXPECT_EQ(text.find("same"), std::string::npos);
  }
}

TEST(JsonReport, IsTheSameForTheSameInput) {
  EXPECT_EQ(all_documents(), all_documents());
}

}  // namespace
}  // namespace pgberth
