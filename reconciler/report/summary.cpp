#include "reconciler/report/summary.h"

#include "reconciler/report/describe.h"

#include <algorithm>
#include <set>
#include <vector>

namespace pgberth {
namespace {

/// Whether the credential is there and no finding of the plan wants a person to decide about it.
bool fine(const PassReport& report, const ClaimId& id, CredentialState state) {
  if (state != CredentialState::Stored && state != CredentialState::InSync) return false;
  return std::ranges::none_of(report.plan.findings, [&](const Finding& finding) {
    return finding.severity() != Severity::Note && finding.claims.contains(id);
  });
}

bool unevaluated(CredentialState state) {
  return state == CredentialState::Blocked || state == CredentialState::Unknown;
}

void count_steps(const PassReport& report, Summary& summary) {
  for (std::size_t j = 0; j < report.plan.jobs.size(); ++j) {
    const Job& job = report.plan.jobs[j];
    for (std::size_t s = 0; s < job.steps.size(); ++s) {
      const bool adds = describe(job.steps[s].action).adds;
      summary.to_add += adds ? 1 : 0;
      if (!report.applied) continue;
      const StepResult result = report.applied->outcomes.at(j).at(s).result;
      summary.added += adds && result == StepResult::Done ? 1 : 0;
      summary.already_there += adds && result == StepResult::AlreadyThere ? 1 : 0;
      summary.failed += result == StepResult::Failed ? 1 : 0;
      summary.skipped += result == StepResult::Skipped ? 1 : 0;
    }
  }
}

void count_credentials(const PassReport& report, Summary& summary) {
  std::set<ClaimId> planned;
  for (const Job& job : report.plan.jobs)
    for (const Step& step : job.steps)
      planned.insert(step.for_claims->begin(), step.for_claims->end());
  for (const auto& [id, claim] : report.resolved.claims) {
    const auto found = report.plan.states.find(id);
    const CredentialState state =
        found == report.plan.states.end() ? CredentialState::Unknown : found->second;
    if (state == CredentialState::NotSelected) continue;
    if (unevaluated(state)) {
      ++summary.not_evaluated;
    } else if (!planned.contains(id)) {
      ++(fine(report, id, state) ? summary.unchanged : summary.to_decide);
    }
  }
}

struct Amount {
  std::size_t number;
  std::string words;
  bool always = false;
};

std::string joined(const std::vector<Amount>& parts) {
  std::string line;
  for (const Amount& part : parts) {
    if (part.number == 0 && !part.always) continue;
    line += (line.empty() ? "" : ", ") + std::to_string(part.number) + " " + part.words;
  }
  return line;
}

}  // namespace

std::string counted(std::size_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

void count(const Findings& findings, Summary& summary) {
  for (const Finding& finding : findings) {
    const Severity severity = finding.severity();
    ++(severity == Severity::Error     ? summary.errors
       : severity == Severity::Warning ? summary.warnings
                                       : summary.notes);
    if (finding.code == Code::MarkedNotProved)
      summary.marked_not_proved += std::max<std::size_t>(1, finding.claims.size());
  }
}

Summary summary_of(const PassReport& report) {
  Summary summary;
  count_steps(report, summary);
  count_credentials(report, summary);
  count(report.findings, summary);
  summary.not_looked_into = report.plan.not_looked_into.size();
  summary.accepted = report.accepted;
  return summary;
}

std::string summary_line(const PassReport& report) {
  const Summary s = summary_of(report);
  std::vector<Amount> parts;
  if (report.applied) {
    parts = {{s.added, "added", true},
             {s.already_there, "already there"},
             {s.failed, "FAILED"},
             {s.skipped, "skipped"}};
  } else {
    parts = {{s.to_add, "to add", true}};
  }
  parts.push_back({s.unchanged, "unchanged", true});
  parts.push_back({s.to_decide, "to decide"});
  parts.push_back({s.not_evaluated, "NOT EVALUATED"});
  parts.push_back({s.not_looked_into, "not looked into"});
  parts.push_back({s.marked_not_proved, "marked, not proved"});
  parts.push_back({s.accepted, "accepted"});
  return joined(parts);
}

std::string findings_line(const Summary& summary) {
  std::string line;
  const auto add = [&](std::size_t number, const std::string& noun) {
    if (number != 0) line += (line.empty() ? "" : ", ") + counted(number, noun);
  };
  add(summary.errors, "error");
  add(summary.warnings, "warning");
  add(summary.notes, "note");
  return line.empty() ? "no findings" : line;
}

}  // namespace pgberth
