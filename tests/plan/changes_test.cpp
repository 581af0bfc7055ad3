#include "reconciler/plan/changes.h"

#include <gtest/gtest.h>

#include "tests/support/claims.h"
#include "tests/support/random_world.h"
#include <algorithm>
#include <set>
#include <tuple>

namespace pgberth {
namespace {

using Kind = ClaimChange::Kind;

const EnvironmentName kProd{"prod"};
const ClaimId kIndexd{"prod/indexd"};

Desired asking(Claims claims, Findings findings = {}) {
  return {.claims = std::move(claims), .findings = std::move(findings)};
}

EnvironmentChanges compared(const Desired& before, const Desired& after) {
  return changes_of(kProd, &before, &after);
}

SourcePos line(int number) {
  return {.file = std::string("values.yaml"), .line = number, .column = 1};
}

Finding finding(Code code, int at, const std::string& what = "it is so") {
  return {.code = code, .what = what, .where = line(at)};
}

/// Moves everything that `claim` says down by `lines`.
void shift(Claim& claim, int lines) {
  claim.asked_at.line += lines;
  for (auto& [service, at] : claim.services) at.line += lines;
  for (Place& place : claim.places) place.asked_at.line += lines;
  for (auto& [field, source] : claim.credential)
    if (auto* text = std::get_if<Text>(&source)) text->at.line += lines;
}

TEST(Changes, AreNoneWhereLinesMerelyMove) {
  Claims moved = all_claims();
  for (auto& [id, claim] : moved.claims) shift(claim, 7);

  const auto found = compared(asking(all_claims(), {finding(Code::DeadKey, 3)}),
                              asking(moved, {finding(Code::DeadKey, 10)}));

  EXPECT_TRUE(found.empty());
}

TEST(Changes, TellWhatIsNewWithAllThatItSays) {
  const auto found = compared({}, asking(local_claim()));

  ASSERT_EQ(found.claims.size(), 1u);
  EXPECT_EQ(found.claims[0].kind, Kind::New);
  EXPECT_EQ(found.claims[0].at(), local_claim().claims.at(kIndexd).asked_at);
  EXPECT_EQ(text_of(found.claims[0].facts, "database"), "indexd_prod");
  EXPECT_EQ(text_of(found.claims[0].facts, "kubernetes prod/indexd-dbcreds"),
            "authority, created when missing");
}

TEST(Changes, TellWhatIsNoLongerDeclaredAtItsOldLine) {
  const auto found = compared(asking(local_claim()), {});

  ASSERT_EQ(found.claims.size(), 1u);
  EXPECT_EQ(found.claims[0].kind, Kind::NoLongerDeclared);
  EXPECT_EQ(found.claims[0].at(), local_claim().claims.at(kIndexd).asked_at);
}

TEST(Changes, TellBothSidesOfEachFieldWithItsLines) {
  Claims after = local_claim();
  after.claims.at(kIndexd).credential[Field::Host] = Text{"other.example", line(44)};

  const auto found = compared(asking(local_claim()), asking(after));

  ASSERT_EQ(found.claims.size(), 1u);
  ASSERT_EQ(found.claims[0].differences.size(), 1u);
  const Difference& host = found.claims[0].differences[0];
  EXPECT_EQ(host.what, "host");
  EXPECT_EQ(host.before, "db.example.internal");
  EXPECT_EQ(host.after, "other.example");
  EXPECT_EQ(host.before_at.line, 3);
  EXPECT_EQ(host.after_at.line, 44);
}

TEST(Changes, TellOfPlacesAndOfTheShape) {
  Claims after = local_claim();
  Claim& claim = after.claims.at(kIndexd);
  claim.places.clear();
  claim.shape = Shape{};

  std::set<std::string> told;
  const auto found = compared(asking(local_claim()), asking(after));
  for (const Difference& one : found.claims.at(0).differences) told.insert(one.what);

  EXPECT_EQ(told, (std::set<std::string>{
                      "kubernetes prod/indexd-dbcreds", "keys of kubernetes prod/indexd-dbcreds",
                      "owner of schema public", "granted to each login", "extensions"}));
}

TEST(Changes, TakeAClaimThatKeepsItsDatabaseForTheSameOne) {
  Claims after = local_claim();
  auto node = after.claims.extract(kIndexd);
  node.key() = ClaimId{"prod/index"};
  node.mapped().id = node.key();
  node.mapped().services = {{ServiceName{"index"}, line(5)}};
  after.claims.insert(std::move(node));

  const auto found = compared(asking(local_claim()), asking(after));

  ASSERT_EQ(found.claims.size(), 1u);
  EXPECT_EQ(found.claims[0].kind, Kind::Changed);
  EXPECT_EQ(found.claims[0].id, ClaimId{"prod/index"});
  EXPECT_EQ(found.claims[0].was, kIndexd);
  EXPECT_EQ(found.claims[0].differences.at(0).what, "services");
}

TEST(Changes, CallNothingUndeclaredThatCouldNotBeRead) {
  const Finding broken = finding(Code::YamlSyntax, 9, "this is no YAML");

  const auto found = compared(asking(local_claim()), asking({}, {broken}));

  EXPECT_TRUE(found.claims.empty());
  EXPECT_EQ(found.not_compared, std::vector{kIndexd});
  EXPECT_EQ(found.new_findings, Findings{broken});
}

TEST(Changes, TellErrorsThatWereThereBeforeAndCallThemNoChange) {
  const Finding error = finding(Code::ClaimsDisagree, 9);

  const auto found = compared(asking({}, {error}), asking({}, {finding(Code::ClaimsDisagree, 12)}));

  EXPECT_TRUE(found.empty());
  ASSERT_EQ(found.standing_errors.size(), 1u);
  EXPECT_EQ(found.standing_errors[0].where.line, 12);
}

TEST(Changes, CallTheFindingNewWhoseLineIsNew) {
  const auto found = compared(asking({}, {finding(Code::DeadKey, 3), finding(Code::DeadKey, 9)}),
                              asking({}, {finding(Code::DeadKey, 3), finding(Code::DeadKey, 5),
                                          finding(Code::DeadKey, 9)}));

  ASSERT_EQ(found.new_findings.size(), 1u);
  EXPECT_EQ(found.new_findings[0].where.line, 5);
  EXPECT_TRUE(found.gone_findings.empty());
}

TEST(Changes, TakeAFindingOfAFileThatGotAnotherNameForTheSameOne) {
  Finding moved = finding(Code::DeadKey, 3);
  moved.where.file = std::string("other.yaml");

  EXPECT_TRUE(compared(asking({}, {finding(Code::DeadKey, 3)}), asking({}, {moved})).empty());
  const auto one_more = compared(asking({}, {finding(Code::DeadKey, 3)}),
                                 asking({}, {moved, finding(Code::DeadKey, 7)}));
  ASSERT_EQ(one_more.new_findings.size(), 1u);
  EXPECT_EQ(*one_more.new_findings[0].where.file, "other.yaml");
}

TEST(Changes, CallAnErrorNewThatStandsInAnotherFile) {
  Finding other = finding(Code::YamlSyntax, 3);
  other.where.file = std::string("other.yaml");

  const auto found = compared(asking({}, {finding(Code::YamlSyntax, 3)}), asking({}, {other}));

  EXPECT_EQ(found.new_findings.size(), 1u);
  EXPECT_EQ(found.gone_findings.size(), 1u);
}

TEST(Changes, NeverShowAGivenPassword) {
  Claims before = local_claim();
  before.claims.at(kIndexd).credential[Field::Password] = Given{line(4)};
  Claims after = local_claim();
  after.claims.at(kIndexd).credential[Field::Password] = Given{line(5)};

  EXPECT_TRUE(compared(asking(before), asking(after)).empty());
}

TEST(Changes, TellOfEnvironmentsThatCameAndWent) {
  DesiredOf before;
  before.emplace(EnvironmentName{"old"}, Desired{});
  before.emplace(EnvironmentName{"same"}, Desired{});
  DesiredOf after;
  after.emplace(EnvironmentName{"new"}, Desired{});
  after.emplace(EnvironmentName{"same"}, Desired{});

  const Changes found = changes(before, after);

  ASSERT_EQ(found.environments.size(), 2u);
  EXPECT_EQ(found.environments[0].kind, EnvironmentChanges::Kind::Appeared);
  EXPECT_EQ(found.environments[1].kind, EnvironmentChanges::Kind::Vanished);
}

/// Some claims, some of them changed, and findings, as some commit may ask for them.
Desired random_desired(std::mt19937& rng) {
  Desired desired{.claims = random_claims(rng)};
  std::map<ClaimId, Claim> named;
  for (auto& [id, claim] : desired.claims.claims) {
    shift(claim, static_cast<int>(rng() % 50u));
    if (rng() % 4u == 0) claim.credential[Field::Port] = Text{"6432"};
    if (rng() % 4u == 0) claim.may_create = {};
    if (rng() % 8u == 0) claim.selected = false;
    if (rng() % 4u == 0) claim.id = ClaimId{claim.id.str() + "-renamed"};
    const ClaimId name = claim.id;
    named.emplace(name, std::move(claim));
  }
  desired.claims.claims = std::move(named);
  for (auto i = rng() % 6u; i > 0; --i)
    desired.findings.push_back(finding(rng() % 2u == 0 ? Code::DeadKey : Code::NoHost,
                                       static_cast<int>(rng() % 9u), rng() % 2u == 0 ? "a" : "b"));
  if (rng() % 8u == 0) desired.findings.push_back(finding(Code::YamlSyntax, 1));
  sort_findings(desired.findings);
  return desired;
}

ClaimChange mirrored(ClaimChange change) {
  if (change.kind == Kind::New) {
    change.kind = Kind::NoLongerDeclared;
  } else if (change.kind == Kind::NoLongerDeclared) {
    change.kind = Kind::New;
  }
  if (!change.was.empty()) std::swap(change.id, change.was);
  std::swap(change.before_at, change.after_at);
  for (Difference& one : change.differences) {
    std::swap(one.before, one.after);
    std::swap(one.before_at, one.after_at);
  }
  return change;
}

/// Everything that a change tells, for comparing.
std::string written(const ClaimChange& change) {
  std::string text = std::string(to_string(change.kind)) + " " + change.id.str() + " " +
                     change.was.str() + to_string(change.before_at) + to_string(change.after_at);
  for (const Fact& fact : change.facts) text += "\n" + fact.what + "=" + fact.text;
  for (const Difference& one : change.differences)
    text += "\n" + one.what + ": " + one.before + to_string(one.before_at) + " > " + one.after +
            to_string(one.after_at);
  return text;
}

std::multiset<std::string> written(const std::vector<ClaimChange>& changes) {
  std::multiset<std::string> all;
  for (const ClaimChange& change : changes) all.insert(written(change));
  return all;
}

TEST(Changes, AreNoneBetweenASideAndItself) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 rng(seed);
    const Desired one = random_desired(rng);
    EXPECT_TRUE(compared(one, one).empty());
  }
}

TEST(Changes, OfExchangedSidesAreTheMirrorImage) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 rng(seed);
    const Desired one = random_desired(rng);
    const Desired other = random_desired(rng);

    const auto there = compared(one, other);
    auto back = compared(other, one);

    for (ClaimChange& change : back.claims) change = mirrored(std::move(change));
    EXPECT_EQ(written(there.claims), written(back.claims));
    EXPECT_EQ(there.not_compared, back.not_compared);
    EXPECT_EQ(there.new_findings, back.gone_findings);
    EXPECT_EQ(there.gone_findings, back.new_findings);
  }
}

TEST(Changes, TellEachClaimOnce) {
  std::size_t told = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 rng(seed);
    const Desired one = random_desired(rng);
    const Desired other = random_desired(rng);
    const auto found = compared(one, other);

    std::set<ClaimId> before;
    std::set<ClaimId> after;
    const auto tell = [&](std::set<ClaimId>& side, const ClaimId& id) {
      EXPECT_TRUE(side.insert(id).second) << id.str() << " is told twice";
      ++told;
    };
    for (const ClaimChange& change : found.claims) {
      if (change.kind != Kind::New) tell(before, change.was.empty() ? change.id : change.was);
      if (change.kind != Kind::NoLongerDeclared) tell(after, change.id);
    }
    for (const ClaimId& id : found.not_compared)
      tell(one.claims.claims.contains(id) ? before : after, id);
    for (const ClaimId& id : before) EXPECT_TRUE(one.claims.claims.contains(id)) << id.str();
    for (const ClaimId& id : after) EXPECT_TRUE(other.claims.claims.contains(id)) << id.str();
  }
  EXPECT_GT(told, 1000u);
}

}  // namespace
}  // namespace pgberth
