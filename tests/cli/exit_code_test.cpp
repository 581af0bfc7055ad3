#include "reconciler/cli/exit_code.h"

#include <gtest/gtest.h>

#include "tests/support/sample_report.h"
#include <functional>
#include <string>
#include <vector>

namespace pgberth {
namespace {

PassReport agreement() {
  return testing::sample_agreement();
}

PassReport with_steps() {
  PassReport report = agreement();
  report.plan.jobs = testing::sample_report().plan.jobs;
  return report;
}

PassReport with(PassReport report, Code code) {
  report.findings.push_back({.code = code, .what = "it is so"});
  return report;
}

PassReport with_state(CredentialState state) {
  PassReport report = agreement();
  report.plan.states.begin()->second = state;
  return report;
}

CheckupReport with_check(std::string_view about, Verdict verdict) {
  CheckupReport report;
  report.servers = {{.what = "s", .checks = {{.about = std::string(about), .verdict = verdict}}}};
  return report;
}

PassReport with_silent_server() {
  PassReport report = agreement();
  report.state.servers.emplace(ServerId{"s"},
                               Error{.code = Code::ServerUnreachable, .what = "no answer"});
  return report;
}

/// An agreement that also listed a server and a store, or was refused that.
PassReport with_inventory(bool server_answers, bool store_answers) {
  const Error error{.code = Code::StoreFailed, .what = "no"};
  PassReport report = agreement();
  report.inventories.emplace();
  report.inventories->servers.emplace(
      ServerId{"s"}, server_answers ? Result<Inventory>(Inventory{}) : Result<Inventory>(error));
  using Names = std::set<std::string>;
  report.inventories->entries.emplace(
      EntryRef{{StoreKind::Vault}, ""},
      store_answers ? Result<Names>(Names{"old"}) : Result<Names>(error));
  return report;
}

/// A report of steps that ended as `results`, after apply.
PassReport applied(const std::vector<StepResult>& results) {
  PassReport report = with_steps();
  const Step step = report.plan.jobs.front().steps.front();
  report.plan.jobs.front().steps.assign(results.size(), step);
  std::vector<Outcome> outcomes;
  outcomes.reserve(results.size());
  for (const StepResult result : results) outcomes.push_back({.result = result});
  report.applied = Applied{.outcomes = {outcomes}};
  return report;
}

struct Row {
  std::string name;
  PassReport report;
  int errors;    ///< Exit code with --fail-on errors, the default,
  int warnings;  ///< … with --fail-on warnings,
  int findings;  ///< … and with --fail-on findings.
};

using Judge = std::function<int(const PassReport&, FailOn)>;

void expect_codes(const std::vector<Row>& rows, const Judge& judge) {
  for (const Row& row : rows) {
    EXPECT_EQ(judge(row.report, FailOn::Errors), row.errors) << row.name;
    EXPECT_EQ(judge(row.report, FailOn::Warnings), row.warnings) << row.name;
    EXPECT_EQ(judge(row.report, FailOn::Any), row.findings) << row.name;
  }
}

TEST(ExitCode, OfDiffIsZeroOneOrTwo) {
  expect_codes({{"agreement", agreement(), 0, 0, 0},
                {"steps", with_steps(), 1, 1, 1},
                {"a note", with(agreement(), Code::HostDiffers), 0, 0, 2},
                {"a warning", with(agreement(), Code::DatabaseOnly), 0, 2, 2},
                {"an error", with(agreement(), Code::WrongType), 2, 2, 2},
                {"steps and a note", with(with_steps(), Code::HostDiffers), 1, 1, 2},
                {"steps and a warning", with(with_steps(), Code::DatabaseOnly), 1, 2, 2},
                {"steps and an error", with(with_steps(), Code::WrongType), 2, 2, 2},
                {"a blocked credential", with_state(CredentialState::Blocked), 2, 2, 2},
                {"an unknown credential", with_state(CredentialState::Unknown), 2, 2, 2},
                {"a silent server", with_silent_server(), 2, 2, 2},
                {"only the database is there", with_state(CredentialState::DatabaseOnly), 0, 0, 0}},
               exit_code_of_diff);
}

TEST(ExitCode, OfApplyIsNeverOne) {
  using enum StepResult;
  PassReport nothing = agreement();
  nothing.applied.emplace();
  expect_codes({{"nothing to do", nothing, 0, 0, 0},
                {"all done", applied({Done, AlreadyThere}), 0, 0, 0},
                {"done, with a warning", with(applied({Done}), Code::DatabaseOnly), 0, 2, 2},
                {"one failed", applied({Done, Failed, Skipped}), 2, 2, 2},
                {"one skipped", applied({Done, Skipped}), 2, 2, 2},
                {"done, with an error elsewhere", with(applied({Done}), Code::WrongType), 2, 2, 2},
                {"not applied at all", with_steps(), 2, 2, 2}},
               exit_code_of_apply);
}

TEST(ExitCode, OfShowingDoesNotCareForSteps) {
  expect_codes({{"steps", with_steps(), 0, 0, 0},
                {"a warning", with(agreement(), Code::DatabaseOnly), 0, 2, 2},
                {"a silent server", with_silent_server(), 2, 2, 2}},
               exit_code_of_showing);
}

TEST(ExitCode, OfReadingFollowsFindings) {
  expect_codes({{"none", agreement(), 0, 0, 0},
                {"a note", with(agreement(), Code::OwnChart), 0, 0, 2},
                {"a warning", with(agreement(), Code::DeadKey), 0, 2, 2},
                {"an error", with(agreement(), Code::WrongType), 2, 2, 2}},
               [](const PassReport& report, FailOn fail_on) {
                 return exit_code_of_reading(report.findings, fail_on);
               });
}

TEST(ExitCode, OfAReportIsZeroWhenAllWasListed) {
  EXPECT_EQ(exit_code_of_report(with_inventory(true, true), FailOn::Errors), 0);
  EXPECT_EQ(exit_code_of_report(with_inventory(false, true), FailOn::Errors), 2);
  EXPECT_EQ(exit_code_of_report(with_inventory(true, false), FailOn::Errors), 2);
  EXPECT_EQ(exit_code_of_report(agreement(), FailOn::Errors), 2) << "nothing was listed";
}

TEST(ExitCode, OfAReportDoesNotTellOfSteps) {
  PassReport report = with_inventory(true, true);
  report.plan.jobs = with_steps().plan.jobs;

  EXPECT_EQ(exit_code_of_report(report, FailOn::Errors), 0);
  EXPECT_EQ(exit_code_of_report(with(report, Code::StoreFailed), FailOn::Errors), 2);
}

TEST(ExitCode, OfDoctorTellsWhatIsMissingFromWhatWasNotLookedAt) {
  EXPECT_EQ(exit_code_of_doctor({}), 0);
  EXPECT_EQ(exit_code_of_doctor(with_check("CREATEDB", Verdict::Fine)), 0);
  EXPECT_EQ(exit_code_of_doctor(with_check("CREATEDB", Verdict::Missing)), 1);
  EXPECT_EQ(exit_code_of_doctor(with_check("CREATEDB", Verdict::Unknown)), 2);
  EXPECT_EQ(exit_code_of_doctor(with_check(kReachability, Verdict::Missing)), 2);
  CheckupReport unread = with_check("CREATEDB", Verdict::Missing);
  unread.findings = {{.code = Code::YamlSyntax, .what = "it is so"}};
  EXPECT_EQ(exit_code_of_doctor(unread), 2);
}

}  // namespace
}  // namespace pgberth
