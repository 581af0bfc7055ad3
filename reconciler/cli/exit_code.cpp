#include "reconciler/cli/exit_code.h"

#include <algorithm>

namespace pgberth {
namespace {

bool fails(Severity severity, FailOn fail_on) {
  switch (fail_on) {
    case FailOn::Errors:
      return severity == Severity::Error;
    case FailOn::Warnings:
      return severity != Severity::Note;
    case FailOn::Any:
      break;
  }
  return true;
}

}  // namespace

int exit_code_of_reading(const Findings& findings, FailOn fail_on) {
  const bool failed = std::ranges::any_of(
      findings, [&](const Finding& finding) { return fails(finding.severity(), fail_on); });
  return failed ? kFailure : kAgreement;
}

int exit_code_of_showing(const PassReport& report, FailOn fail_on) {
  return !complete(report) ? kFailure : exit_code_of_reading(report.findings, fail_on);
}

int exit_code_of_report(const PassReport& report, FailOn fail_on) {
  const auto silent = [](const auto& answer) { return !answer.second.has_value(); };
  const bool listed = report.inventories &&
                      std::ranges::none_of(report.inventories->servers, silent) &&
                      std::ranges::none_of(report.inventories->entries, silent);
  return listed ? exit_code_of_showing(report, fail_on) : kFailure;
}

int exit_code_of_diff(const PassReport& report, FailOn fail_on) {
  if (const int code = exit_code_of_showing(report, fail_on); code != kAgreement) return code;
  return report.plan.jobs.empty() ? kAgreement : kDifferences;
}

int exit_code_of_apply(const PassReport& report, FailOn fail_on) {
  if (const int code = exit_code_of_showing(report, fail_on); code != kAgreement) return code;
  return report.applied && report.applied->all_done() ? kAgreement : kFailure;
}

int exit_code_of_doctor(const CheckupReport& report) {
  if (!looked_at_all(report)) return kFailure;
  return lacks_something(report) ? kDifferences : kAgreement;
}

}  // namespace pgberth
