#include "reconciler/report/changes_text.h"
#include "reconciler/report/findings_text.h"
#include "reconciler/report/listing_text.h"
#include "reconciler/report/progress.h"
#include "reconciler/report/summary.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/sample_report.h"
#include <sstream>
#include <string>

namespace pgberth {
namespace {

/// The source lines of the sample's one values file.
SourceLines lines() {
  return {[](const std::string&) { return std::optional(testing::sample_values()); },
          testing::sample_desired()};
}

std::string changes_text(const PassReport& report, const Look& look) {
  std::ostringstream text;
  write_changes(report, look, text);
  return text.str();
}

std::string all_text(Paint paint) {
  SourceLines source = lines();
  const Look look{.paint = paint, .lines = &source};
  return changes_text(testing::sample_report(), look) +
         changes_text(testing::sample_applied(), look) +
         desired_text(testing::sample_desired(), look) +
         resolved_text(testing::sample_report(), look) +
         observed_text(testing::sample_report(), look) +
         validation_text(testing::sample_desired(), look);
}

TEST(TextReport, ShowsNoLineOfAFileThatIsNotYaml) {
  SourceLines source([](const std::string&) { return std::optional<std::string>("a: b\n"); }, {});
  const SourcePos where{.file = std::string("v.yaml"), .line = 1, .column = 1};
  const auto text = [&](Code code) {
    return finding_text({.code = code, .what = "x", .where = where}, {}, {.lines = &source});
  };

  EXPECT_EQ(text(Code::YamlSyntax), "v.yaml:1:1: error: x [E105]\n");
  EXPECT_NE(text(Code::WrongType).find("a: b"), std::string::npos);
}

TEST(TextReport, TellsThePlan) {
  SourceLines source = lines();
  expect_golden("report/golden/plan.txt",
                changes_text(testing::sample_report(), {.lines = &source}));
}

TEST(TextReport, TellsWhatWasApplied) {
  SourceLines source = lines();
  expect_golden("report/golden/apply.txt",
                changes_text(testing::sample_applied(), {.lines = &source}));
}

TEST(TextReport, UsesColoursOnATerminal) {
  SourceLines source = lines();
  expect_golden("report/golden/apply.terminal.txt",
                changes_text(testing::sample_applied(), {.paint = {.on = true}, .lines = &source}));
}

TEST(TextReport, TellsWhatIsDesired) {
  SourceLines source = lines();
  expect_golden("report/golden/desired.txt",
                desired_text(testing::sample_desired(), {.lines = &source}));
}

TEST(TextReport, TellsWhatIsResolved) {
  SourceLines source = lines();
  expect_golden("report/golden/resolved.txt",
                resolved_text(testing::sample_report(), {.lines = &source}));
}

TEST(TextReport, TellsWhatIsObserved) {
  SourceLines source = lines();
  expect_golden("report/golden/observed.txt",
                observed_text(testing::sample_report(), {.lines = &source}));
}

TEST(TextReport, TellsProblemsOfReading) {
  SourceLines source = lines();
  expect_golden("report/golden/validation.txt",
                validation_text(testing::sample_desired(), {.lines = &source}));
}

TEST(TextReport, SaysInOneLineThatThereIsNothingToDo) {
  EXPECT_EQ(changes_text(testing::sample_agreement(), {}), "0 to add, 1 unchanged\n");
}

TEST(TextReport, NamesTheServersWhenThereAreSeveral) {
  PassReport report = testing::sample_report();
  report.plan.jobs.push_back(report.plan.jobs.front());
  report.plan.jobs.back().server = ServerId{"demo/second"};

  const std::string text = changes_text(report, {});

  EXPECT_NE(text.find("server demo/postgres:\n"), std::string::npos) << text;
  EXPECT_NE(text.find("server demo/second:\n"), std::string::npos) << text;
}

TEST(TextReport, LetsNoControlCharacterThrough) {
  for (const char c : all_text({}))
    ASSERT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << static_cast<int>(c);
  EXPECT_EQ(all_text({}).find("\xe2\x80\xae"), std::string::npos);
}

TEST(TextReport, ShowsNoSecretAndNoEqualityClass) {
  const std::string text = all_text({.on = true});

  EXPECT_EQ(text.find(testing::kSampleSecret), std::string::npos);
  EXPECT_EQ(text.find("424242"), std::string::npos);
}

TEST(TextReport, PointsWithACaretAtTheColumn) {
  SourceLines source = lines();
  const Finding finding{.code = Code::ConditionNotBoolean,
                        .what = "no boolean",
                        .where = {.file = std::string("values.yaml"), .line = 4, .column = 12},
                        .hint = "Write true or false."};

  EXPECT_EQ(finding_text(finding, {}, {.lines = &source}),
            "values.yaml:4:12: warning: no boolean [W203]\n"
            "    4 |   enabled: yes\n"
            "      |            ^~~\n"
            "  hint: Write true or false.\n");
}

TEST(TextReport, CutsAVeryLongLineAroundTheColumn) {
  const std::string long_line =
      "data: " + std::string(100000, 'x') + " here " + std::string(100000, 'y');
  SourceLines source([&](const std::string&) { return std::optional(long_line); }, {});
  const Finding finding{.code = Code::DeadKey,
                        .what = "it is dead",
                        .where = {.file = std::string("v.yaml"), .line = 1, .column = 100008}};

  const std::string text = finding_text(finding, {}, {.lines = &source});

  EXPECT_LT(text.size(), 600u);
  EXPECT_NE(text.find("here"), std::string::npos);
}

TEST(TextReport, GivesTheDropOfALeftOverToAPerson) {
  const Finding finding{
      .code = Code::LeftOverBuilding, .what = "left over", .claims = {ClaimId{"demo/fence"}}};

  const std::string text = finding_text(finding, testing::sample_desired().claims, {});

  EXPECT_NE(text.find("  by hand: DROP DATABASE \"pgberth_building_"), std::string::npos) << text;
}

TEST(ProgressBar, TellsHowFarItIsAndGoesAway) {
  const PassReport report = testing::sample_applied();
  const Job& job = report.plan.jobs.front();
  std::ostringstream terminal;
  {
    ProgressBar bar(terminal, {});
    bar.begins(report.plan);
    bar.ended(job, job.steps.at(0), {.result = StepResult::Done});
    EXPECT_NE(terminal.str().find("[##......................] 1/12  secret"), std::string::npos)
        << terminal.str();
    bar.ended(job, job.steps.at(1), {.result = StepResult::Failed});
    EXPECT_NE(terminal.str().find("2/12  role fence_demo  1 failed"), std::string::npos);
  }
  EXPECT_TRUE(terminal.str().ends_with("\r\x1b[K"));
}

TEST(ProgressBar, LeavesTheTerminalAloneWhenNothingRan) {
  std::ostringstream terminal;
  {
    const ProgressBar bar(terminal, {});
  }
  EXPECT_EQ(terminal.str(), "");
}

TEST(Summary, CountsByWhatIsAddedAndHowCredentialsStand) {
  const Summary summary = summary_of(testing::sample_applied());

  EXPECT_EQ(summary.to_add, 9u);
  EXPECT_EQ(summary.added, 4u);
  EXPECT_EQ(summary.already_there, 1u);
  EXPECT_EQ(summary.failed, 1u);
  EXPECT_EQ(summary.skipped, 4u);
  EXPECT_EQ(summary.unchanged, 1u);
  EXPECT_EQ(summary.to_decide, 2u);
  EXPECT_EQ(summary.not_evaluated, 1u);
  EXPECT_EQ(summary.not_looked_into, 1u);
  EXPECT_EQ(summary.marked_not_proved, 1u);
}

/// The summary of one credential in `state`, with nothing to do.
Summary summary_of_state(CredentialState state) {
  PassReport report = testing::sample_agreement();
  for (auto& [id, each] : report.plan.states) each = state;
  return summary_of(report);
}

TEST(Summary, CallsOnlyCredentialsInSyncOrStoredUnchanged) {
  for (const CredentialState state : {CredentialState::InSync, CredentialState::Stored})
    EXPECT_EQ(summary_of_state(state).unchanged, 1u) << to_string(state);
  for (const CredentialState state :
       {CredentialState::Mismatch, CredentialState::NotProved, CredentialState::Incomplete,
        CredentialState::Sentinel, CredentialState::DatabaseOnly, CredentialState::Blocked}) {
    const Summary summary = summary_of_state(state);
    EXPECT_EQ(summary.unchanged, 0u) << to_string(state);
    EXPECT_EQ(summary.to_decide + summary.not_evaluated, 1u) << to_string(state);
  }
}

TEST(Summary, CallsACredentialWithAWarningOfThePlanToBeDecided) {
  PassReport report = testing::sample_agreement();
  const ClaimId id = report.resolved.claims.begin()->first;
  report.plan.findings = {
      {.code = Code::RoleElsewhere, .what = "the schema is not its own", .claims = {id}}};

  EXPECT_EQ(summary_of(report).unchanged, 0u);
  EXPECT_EQ(summary_of(report).to_decide, 1u);

  report.plan.findings.front().code = Code::MarkedNotProved;
  EXPECT_EQ(summary_of(report).unchanged, 1u);
}

TEST(Summary, CallsACredentialWithoutAStateNotEvaluated) {
  PassReport report = testing::sample_agreement();
  report.plan.states.clear();

  EXPECT_EQ(summary_of(report).not_evaluated, 1u);
}

}  // namespace
}  // namespace pgberth
