#include "reconciler/report/map.h"

#include "reconciler/report/escape.h"
#include "reconciler/report/use_map.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/claims.h"
#include "tests/support/golden.h"
#include "tests/support/sample_report.h"
#include <algorithm>
#include <string>
#include <vector>

namespace pgberth {
namespace {

using nlohmann::json;

/// All kinds of claims, one blocked, one not selected, and a second environment on the server.
Claims many() {
  Claims claims = all_claims();
  claims.claims.at(ClaimId{"prod/arborist"}).blocked = true;
  claims.claims.at(ClaimId{"prod/app/db"}).selected = false;
  Claim other = claims.claims.at(ClaimId{"prod/indexd"});
  other.id = ClaimId{"stage/indexd"};
  other.environment = EnvironmentName{"stage"};
  other.services.emplace(ServiceName{"ssjdispatcher"}, SourcePos{});
  claims.claims.emplace(other.id, other);
  Claim second = claims.claims.at(ClaimId{"prod/app/db"});  // One entry for two databases.
  second.id = ClaimId{"prod/app/log"};
  second.credential[Field::Database] = Text{"log"};
  claims.claims.emplace(second.id, second);
  const Desired desired = testing::sample_desired();
  claims.servers.insert(desired.claims.servers.begin(), desired.claims.servers.end());
  claims.claims.insert(desired.claims.claims.begin(), desired.claims.claims.end());
  return claims;
}

constexpr const char* kHostile =
    "a\"]--><script>alert(1)</script>\x1b[31m\n::error::x\n</svg>&'#;`\\|{}()%\xff\xef\xbf\xbf";

/// Every text that values can set, at its worst.
Claims hostile() {
  Claims claims = local_claim();
  Claim claim = claims.claims.begin()->second;
  claims.claims.clear();
  claims.servers.at(kServer).admin[Field::Host] = Text{kHostile};
  claim.id = ClaimId{std::string("e/") + kHostile};
  claim.environment = EnvironmentName{kHostile};
  claim.services = {{ServiceName{kHostile}, SourcePos{.file = std::string(kHostile), .line = 1}}};
  claim.credential[Field::Database] = Text{kHostile};
  claim.credential[Field::Username] = Text{kHostile};
  claim.places.at(0).entry.path = std::string(kHostile);
  claims.claims.emplace(claim.id, claim);
  return claims;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  }
  return lines;
}

TEST(Map, TellsAsText) {
  expect_golden("report/golden/map.txt", map_text(many()));
}

TEST(Map, TellsAsJson) {
  expect_golden("report/golden/map.json", map_json(many()));
}

TEST(Map, TellsAsMermaid) {
  expect_golden("report/golden/map.mermaid", map_mermaid(many()));
}

TEST(Map, IsAPicture) {
  expect_golden("report/golden/map.svg", map_svg(many()));
}

TEST(Map, OfNothingIsEmptyInEachFormat) {
  EXPECT_EQ(map_text({}), "0 services, 0 credentials, 0 databases, 0 entries\n");
  EXPECT_EQ(map_mermaid({}), "flowchart LR\n");
  EXPECT_EQ(json::parse(map_json({})).at("claims"), json::array());
  EXPECT_TRUE(map_svg({}).ends_with("</svg>\n"));
}

TEST(Map, JoinsDatabasesOfOneServerAndKeepsTheStoresOfEnvironmentsApart) {
  const Claims claims = many();

  const UseMap map = use_map_of(claims);

  const auto shared = std::ranges::find(map.databases, "indexd_prod", &UseMap::Database::name);
  ASSERT_NE(shared, map.databases.end());
  EXPECT_EQ(shared->claims.size(), 2u);
  EXPECT_EQ(std::ranges::count_if(
                map.entries,
                [](const UseMap::Kept& entry) { return *entry.ref.path == "prod/indexd-dbcreds"; }),
            2);
}

TEST(Map, NamesEveryServiceClaimDatabaseAndEntryOnceInItsList) {
  const json document = json::parse(map_json(many()));

  const Claims claims = many();
  EXPECT_EQ(document.at("claims").size(), claims.claims.size());
  for (const char* list : {"services", "databases", "entries"})
    for (const json& item : document.at(list)) EXPECT_FALSE(item.at("claims").empty()) << item;
}

TEST(Map, IsTheSameForTheSameClaims) {
  EXPECT_EQ(map_text(many()), map_text(many()));
  EXPECT_EQ(map_svg(many()), map_svg(many()));
}

TEST(Map, ShowsNoSecret) {
  for (const std::string& text :
       {map_text(many()), map_json(many()), map_mermaid(many()), map_svg(many())})
    EXPECT_EQ(text.find(testing::kSampleSecret), std::string::npos);
}

TEST(Map, KeepsHostileTextInItsPlaceInText) {
  const std::string text = map_text(hostile());

  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  for (const std::string& line : lines_of(text)) {
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    EXPECT_FALSE(line.substr(begin).starts_with("::")) << line;
  }
}

TEST(Map, KeepsHostileTextInItsPlaceInMermaid) {
  for (const std::string& line : lines_of(map_mermaid(hostile()))) {
    if (line.find('"') == std::string::npos) continue;
    EXPECT_EQ(std::ranges::count(line, '"'), 2) << line;
    const std::string label = line.substr(line.find('"') + 1, line.rfind('"') - line.find('"') - 1);
    EXPECT_EQ(label.find_first_of("`[]{}()|\\&'"), std::string::npos) << label;
    EXPECT_EQ(label.find("script>"), std::string::npos) << label;
  }
}

TEST(Map, KeepsHostileTextInItsPlaceInThePicture) {
  const std::string svg = map_svg(hostile());

  EXPECT_EQ(svg.find("<script"), std::string::npos);
  EXPECT_EQ(svg.find("</svg>"), svg.size() - 7);
  EXPECT_EQ(svg.find('\x1b'), std::string::npos);
  EXPECT_EQ(svg.find("\xef\xbf\xbf"), std::string::npos);
}

TEST(Map, TakesHostileTextAsItIsInJson) {
  const json document = json::parse(map_json(hostile()));

  EXPECT_NE(document.at("claims").at(0).at("database").get<std::string>().find("<script>"),
            std::string::npos);
}

TEST(Escape, XmlHasNoCharacterThatEndsAText) {
  EXPECT_EQ(xml_text("a<b>&\"'\n\xef\xbf\xbe"), "a&lt;b&gt;&amp;&quot;&#39;\\n\xef\xbf\xbd");
}

TEST(Escape, MermaidHasLettersAndNumbersOnly) {
  EXPECT_EQ(mermaid_text("a_b \"c\"; \xc3\xa9"), "a#95;b #34;c#34;#59; \xc3\xa9");
}

}  // namespace
}  // namespace pgberth
