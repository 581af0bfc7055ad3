#include "reconciler/model/accepted.h"

#include <gtest/gtest.h>

namespace pgberth {
namespace {

constexpr std::chrono::sys_days kDay =
    std::chrono::sys_days(std::chrono::year(2026) / std::chrono::month(6) / std::chrono::day(30));
const ClaimId kFence{"qa/fence"};
const ClaimId kIndexd{"qa/indexd"};

const Sight kAll{.claims = {kFence, kIndexd}};

std::vector<Accepted> accepted(const std::string& text = "", const ClaimId& claim = kFence) {
  return {{.code = Code::SharedEntry,
           .claim = claim,
           .text = text,
           .reason = "so",
           .until = kDay,
           .at = {"pgberth.yaml", 3, 5}}};
}

/// "W708 text" of each.
std::vector<std::string> told(const Findings& findings) {
  std::vector<std::string> lines;
  lines.reserve(findings.size());
  for (const Finding& finding : findings)
    lines.push_back(to_string(finding.code) + " " + finding.what);
  return lines;
}

using Lines = std::vector<std::string>;

Findings shared(std::set<ClaimId> claims) {
  return {{.code = Code::SharedEntry, .what = "shared", .claims = std::move(claims)}};
}

TEST(Accepted, SilencesTheFindingOfItsClaimOnItsLastDay) {
  Findings findings = shared({kFence});

  EXPECT_EQ(silence(accepted(), kDay, kAll, findings), 1U);
  EXPECT_TRUE(findings.empty());
}

TEST(Accepted, LeavesTheFindingToOtherClaims) {
  Findings findings = shared({kFence, kIndexd});

  EXPECT_EQ(silence(accepted(), kDay, kAll, findings), 1U);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().claims, std::set{kIndexd});
}

TEST(Accepted, LeavesOtherFindingsAlone) {
  Findings findings = shared({kIndexd});
  findings.push_back({.code = Code::Mismatch, .what = "refused", .claims = {kFence}});

  EXPECT_EQ(silence(accepted(), kDay, {.claims = kAll.claims, .partly = kAll.claims}, findings),
            0U);
  EXPECT_EQ(findings.size(), 2U);
}

/// Two findings of one code about one claim.
Findings two_shared() {
  return {{.code = Code::SharedEntry,
           .what = "entry \"a\" is shared",
           .where = {"v.yaml", 7, 3},
           .claims = {kFence}},
          {.code = Code::SharedEntry,
           .what = "entry \"b\" is shared",
           .where = {"v.yaml", 9, 3},
           .claims = {kFence, kIndexd}}};
}

TEST(Accepted, SilencesNoneOfSeveralThatFit) {
  Findings findings = two_shared();

  EXPECT_EQ(silence(accepted(), kDay, kAll, findings), 0U);

  EXPECT_EQ(told(findings),
            (Lines{"W211 entry \"a\" is shared", "W211 entry \"b\" is shared",
                   "W708 accepting W211 of \"qa/fence\" fits 2 findings, and silences none of "
                   "them"}));
  EXPECT_EQ(findings.back().also.size(), 2U);
}

TEST(Accepted, SilencesTheOneOfSeveralWhoseLineItsTextIsOf) {
  for (const char* text : {"\"b\"", "v.yaml:9"}) {
    Findings findings = two_shared();

    EXPECT_EQ(silence(accepted(text), kDay, kAll, findings), 1U);

    EXPECT_EQ(told(findings), (Lines{"W211 entry \"a\" is shared", "W211 entry \"b\" is shared"}));
    EXPECT_EQ(findings.back().claims, std::set{kIndexd});
  }
}

TEST(Accepted, SilencesOneFindingThatWasToldTwice) {
  Findings findings = shared({kFence});
  findings.push_back(findings.front());

  EXPECT_EQ(silence(accepted(), kDay, kAll, findings), 1U);
  EXPECT_TRUE(findings.empty());
}

TEST(Accepted, SaysSoWhenItSilencesNothing) {
  Findings nothing;
  Findings other;

  silence(accepted(), kDay, kAll, nothing);
  silence(accepted("", ClaimId{"qa/fense"}), kDay, {.claims = {kFence}}, other);

  EXPECT_EQ(told(nothing), Lines{"N709 accepting W211 of \"qa/fence\" silences nothing"});
  EXPECT_EQ(told(other),
            Lines{"N709 nothing asks for \"qa/fense\", of which a finding is accepted"});
}

TEST(Accepted, SaysNothingOfWhatWasNotLookedAt) {
  Findings shallow;
  Findings failed{{.code = Code::YamlSyntax, .what = "no YAML"}};

  silence(accepted(), kDay, {.claims = {kFence}, .partly = {kFence}}, shallow);
  silence(accepted(), kDay, {}, failed);

  EXPECT_TRUE(shallow.empty());
  EXPECT_EQ(told(failed), Lines{"E105 no YAML"});
}

TEST(Accepted, LeavesAPartAsSilentAsTheWhole) {
  Findings part = two_shared();
  Findings whole = two_shared();
  whole.push_back({.code = Code::Mismatch, .what = "refused", .claims = {kFence}});
  silence(accepted("\"a\""), kDay, kAll, whole);

  keep_told(whole, part);

  EXPECT_EQ(told(part), Lines{"W211 entry \"b\" is shared"});
  EXPECT_EQ(part.front().claims, (std::set{kFence, kIndexd}));
}

TEST(Accepted, IsToldOfWhenItsTimeIsOver) {
  Findings findings = shared({kFence});

  EXPECT_EQ(silence(accepted(), kDay + std::chrono::days(1), kAll, findings), 0U);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings.back().code, Code::AcceptEnded);
  EXPECT_EQ(findings.back().what, "accepting W211 of \"qa/fence\" ended on 2026-06-30");
}

}  // namespace
}  // namespace pgberth
