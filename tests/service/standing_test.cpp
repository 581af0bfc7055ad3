#include "reconciler/service/standing.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include <algorithm>
#include <string>
#include <vector>

namespace pgberth {
namespace {

const EnvironmentName kQa{"qa"};
const EnvironmentName kProd{"prod"};
const ClaimId kFence{"qa/fence"};
const ClaimId kIndexd{"qa/indexd"};
const ClaimId kProdFence{"prod/fence"};

Finding mismatch(const ClaimId& claim) {
  return {.code = Code::Mismatch, .what = "the password does not log in", .claims = {claim}};
}

Told of_server(Finding finding) {
  Told told{.finding = std::move(finding), .seen_in = SeenIn::Inside};
  for (const ClaimId& id : told.finding.claims) told.about.insert(environment_of(id));
  return told;
}

class StandingTest : public testing::Test {
 protected:
  Look look(std::vector<Told> told, CredentialState state = CredentialState::InSync) const {
    return {.evaluated = {kQa},
            .states = {{kFence, state}, {kIndexd, CredentialState::InSync}},
            .told = std::move(told)};
  }
  std::size_t came() const { return count("\"event\":\"finding\""); }
  std::size_t gone() const { return count("\"event\":\"finding_gone\""); }

  ManualClock clock_{};
  std::vector<std::string> lines_{};
  Journal journal_{clock_, [this](const std::string& line) { lines_.push_back(line); }};
  Standing standing_{journal_};

 private:
  std::size_t count(const std::string& text) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        lines_, [&](const std::string& line) { return line.find(text) != std::string::npos; }));
  }
};

TEST_F(StandingTest, TellsAFindingWhenItComesAndWhenItIsGone) {
  standing_.take(look({of_server(mismatch(kFence))}, CredentialState::Mismatch));
  standing_.take(look({of_server(mismatch(kFence))}, CredentialState::Mismatch));
  EXPECT_EQ(came(), 1U);
  EXPECT_EQ(standing_.of(kQa).findings.at(Code::Mismatch), 1U);

  standing_.take(look({}));
  EXPECT_EQ(gone(), 1U);
  EXPECT_TRUE(standing_.of(kQa).findings.empty());
}

TEST_F(StandingTest, KeepsWhatAShallowLookDidNotSee) {
  standing_.take(look({of_server(mismatch(kFence))}, CredentialState::Mismatch));
  Look shallow = look({}, CredentialState::Stored);
  shallow.partly = {kFence};
  standing_.take(shallow);

  EXPECT_EQ(gone(), 0U);
  EXPECT_EQ(standing_.of(kQa).claims.at(CredentialState::Mismatch), 1U);
  EXPECT_EQ(standing_.of(kQa).findings.at(Code::Mismatch), 1U);
}

TEST_F(StandingTest, LetsAShallowLookChangeWhatItSees) {
  standing_.take(look({}, CredentialState::InSync));
  Look shallow = look({}, CredentialState::Missing);
  shallow.partly = {kFence};
  standing_.take(shallow);

  EXPECT_EQ(standing_.of(kQa).claims.at(CredentialState::Missing), 1U);
}

TEST_F(StandingTest, KeepsWhatASilentServerCannotDeny) {
  standing_.take(look({of_server(mismatch(kFence))}, CredentialState::Mismatch));
  standing_.take(look({}, CredentialState::Unknown));

  EXPECT_EQ(gone(), 0U);
  EXPECT_EQ(standing_.of(kQa).claims.at(CredentialState::Unknown), 1U);
}

TEST_F(StandingTest, IsNotMovedByMoreOrFewerClaimsOfOneFinding) {
  Finding both = mismatch(kFence);
  both.claims.insert(kIndexd);
  standing_.take(look({of_server(mismatch(kFence))}));
  standing_.take(look({of_server(both)}));
  standing_.take(look({of_server(mismatch(kFence))}));

  EXPECT_EQ(came(), 1U);
  EXPECT_EQ(gone(), 0U);
}

TEST_F(StandingTest, LetsAFindingGoWithTheClaim) {
  standing_.take(look({of_server(mismatch(kFence))}, CredentialState::Mismatch));
  standing_.take({.evaluated = {kQa}});

  EXPECT_EQ(gone(), 1U);
}

TEST_F(StandingTest, KeepsWhatStandsBetweenNeighboursWhileOneOfThemRests) {
  Finding conflict{.code = Code::ClaimsDisagree, .what = "two want one", .claims = {kFence}};
  conflict.claims.insert(kProdFence);
  standing_.take({.evaluated = {kQa, kProd}, .told = {of_server(conflict)}});
  EXPECT_EQ(came(), 1U);
  EXPECT_EQ(standing_.of(kProd).findings.at(Code::ClaimsDisagree), 1U);

  standing_.take({.evaluated = {kQa}, .resting = {kProd}});
  EXPECT_EQ(gone(), 0U);
  standing_.take({.evaluated = {kQa, kProd}});
  EXPECT_EQ(gone(), 1U);
}

TEST_F(StandingTest, LetsAConflictGoWhenItsNeighboursAreNoneAnyMore) {
  Finding conflict{.code = Code::ClaimsDisagree, .what = "two want one", .claims = {kFence}};
  conflict.claims.insert(kProdFence);
  standing_.take({.evaluated = {kQa, kProd}, .told = {of_server(conflict)}});

  standing_.take({.evaluated = {kQa}});

  EXPECT_TRUE(standing_.of(kQa).findings.empty());
  EXPECT_EQ(gone(), 0U);  // One of them still has it.
  standing_.take({.evaluated = {kProd}});
  EXPECT_EQ(gone(), 1U);
}

TEST_F(StandingTest, LetsAFindingGoThatNoSingleLookSawWhole) {
  Finding both = mismatch(kFence);
  both.claims.insert(kIndexd);
  standing_.take(look({of_server(both)}));
  Look first = look({});
  first.partly = {kFence};
  Look second = look({});
  second.partly = {kIndexd};

  standing_.take(first);
  standing_.take(first);
  EXPECT_EQ(gone(), 0U);
  standing_.take(second);
  EXPECT_EQ(gone(), 1U);
}

TEST_F(StandingTest, PutsWhatIsToldInOtherWordsInThePlaceOfTheOld) {
  const auto refused = [](const std::string& why) {
    return Told{.finding = {.code = Code::ServerUnreachable, .what = why, .claims = {kFence}},
                .about = {kQa},
                .seen_in = SeenIn::Stores};
  };
  standing_.take(look({refused("connection refused")}, CredentialState::Unknown));
  standing_.take(look({refused("it is starting")}, CredentialState::Unknown));

  EXPECT_EQ(standing_.of(kQa).findings.at(Code::ServerUnreachable), 1U);
  EXPECT_EQ(came(), 2U);
  EXPECT_EQ(gone(), 1U);
}

TEST_F(StandingTest, KeepsWhatWasFoundWhileTheValuesAreBroken) {
  standing_.take(look({of_server(mismatch(kFence))}, CredentialState::Mismatch));
  standing_.take({.evaluated = {kQa}, .broken = {kQa}});

  EXPECT_EQ(gone(), 0U);
}

TEST_F(StandingTest, RemembersWhatWasProvedWhileAServerIsAway) {
  standing_.take(look({}, CredentialState::Mismatch));
  standing_.take(look({}, CredentialState::Unknown));
  Look shallow = look({}, CredentialState::Stored);
  shallow.partly = {kFence};
  standing_.take(shallow);

  EXPECT_EQ(standing_.of(kQa).claims.at(CredentialState::Mismatch), 1U);
}

TEST_F(StandingTest, LeavesFindingsOfOneCodeAndPlaceBesideEachOther) {
  const auto lacking = [](const std::string& what, SeenIn seen_in) {
    return Told{.finding = {.code = Code::GrantImpossible, .what = what, .claims = {kFence}},
                .about = {kQa},
                .seen_in = seen_in};
  };
  standing_.take(look({lacking("on the schema", SeenIn::Inside)}));
  Look shallow = look({lacking("of the role", SeenIn::Inside)});
  shallow.partly = {kFence};
  standing_.take(shallow);

  EXPECT_EQ(standing_.of(kQa).findings.at(Code::GrantImpossible), 2U);
}

TEST_F(StandingTest, RemembersWhatWasProvedWhileAStoreIsAway) {
  standing_.take(look({}, CredentialState::Mismatch));
  standing_.take(look({}, CredentialState::Unreadable));
  Look shallow = look({}, CredentialState::Stored);
  shallow.partly = {kFence};
  standing_.take(shallow);

  EXPECT_EQ(standing_.of(kQa).claims.at(CredentialState::Mismatch), 1U);
}

TEST_F(StandingTest, TellsAFindingOfManyEnvironmentsOnce) {
  Finding away{.code = Code::ServerUnreachable, .what = "away", .claims = {kFence}};
  standing_.take({.evaluated = {kQa}, .told = {of_server(away)}});
  away.claims.insert(kProdFence);
  standing_.take({.evaluated = {kQa, kProd}, .told = {of_server(away)}});
  EXPECT_EQ(came(), 1U);

  standing_.take({.evaluated = {kQa, kProd}});
  EXPECT_EQ(gone(), 1U);
}

TEST_F(StandingTest, SaysNotThatAFindingIsGoneThatAnotherEnvironmentHas) {
  Finding away{.code = Code::ServerUnreachable, .what = "away", .claims = {kFence}};
  away.claims.insert(kProdFence);
  standing_.take({.evaluated = {kQa, kProd}, .told = {of_server(away)}});
  standing_.keep({kQa});
  EXPECT_EQ(gone(), 0U);

  standing_.keep({});
  EXPECT_EQ(gone(), 1U);
}

TEST_F(StandingTest, LetsGoWhatWasKnownOfAnEnvironmentThatIsNoMore) {
  standing_.take(look({of_server(mismatch(kFence))}, CredentialState::Mismatch));
  standing_.keep({kProd});

  EXPECT_EQ(gone(), 1U);
  EXPECT_TRUE(standing_.of(kQa).claims.empty());
}

TEST_F(StandingTest, CountsWhatIsFoundAboutPartsOfTheService) {
  standing_.take("source", Findings{{.code = Code::SourceUnreachable, .what = "away"}});
  EXPECT_EQ(standing_.of_part("source").findings.at(Code::SourceUnreachable), 1U);
  EXPECT_EQ(came(), 1U);

  standing_.take("source", Findings{});
  EXPECT_EQ(gone(), 1U);
  EXPECT_TRUE(standing_.of_part("source").findings.empty());
}

}  // namespace
}  // namespace pgberth
