#include "reconciler/report/changes_text.h"

#include "reconciler/report/describe.h"
#include "reconciler/report/escape.h"
#include "reconciler/report/findings_text.h"
#include "reconciler/report/summary.h"
#include "reconciler/report/table.h"

#include <functional>
#include <ostream>
#include <set>

namespace pgberth {
namespace {

/// `+` added or to be added, `>` a step on the way, `=` was there, `!` failed, `.` not tried.
Cell sign_of(const StepWords& words, const Outcome* outcome, const Paint& paint) {
  const std::string running = words.adds ? "+" : ">";
  const auto green = [&](const std::string& text) { return paint.green(text); };
  const auto dim = [&](const std::string& text) { return paint.dim(text); };
  if (outcome == nullptr || outcome->result == StepResult::Done)
    return words.adds ? Cell(running, green) : Cell(running, dim);
  if (outcome->result == StepResult::AlreadyThere) return Cell("=");
  if (outcome->result == StepResult::Skipped || outcome->result == StepResult::NotAllowed)
    return Cell(".", dim);
  return Cell("!", [&](const std::string& text) { return paint.red(text); });
}

Cell outcome_cell(const Outcome& outcome, const Paint& paint) {
  if (outcome.result != StepResult::Failed) return Cell(std::string(to_string(outcome.result)));
  return Cell("FAILED", [&](const std::string& text) { return paint.red(text); });
}

Row row_of(const Step& step, const Outcome* outcome, const Paint& paint) {
  const StepWords words = describe(step.action);
  Row row{sign_of(words, outcome, paint), Cell(std::string(words.kind)), Cell(words.name),
          Cell(to_string(step.asked_at), [&](const std::string& t) { return paint.dim(t); })};
  if (outcome != nullptr) row.push_back(outcome_cell(*outcome, paint));
  row.emplace_back(std::string(step.reason));
  return row;
}

std::size_t servers_in(const Plan& plan) {
  std::set<ServerId> servers;
  for (const Job& job : plan.jobs) servers.insert(job.server);
  return servers.size();
}

using RowTaker = std::function<void(const Row&)>;

/// The rows of all steps. With more than one server each is named above its steps.
void each_step(const PassReport& report, const Paint& paint, const RowTaker& take) {
  const bool name_servers = servers_in(report.plan) > 1;
  const ServerId* server = nullptr;
  for (std::size_t j = 0; j < report.plan.jobs.size(); ++j) {
    const Job& job = report.plan.jobs[j];
    if (name_servers && (server == nullptr || *server != job.server))
      take({Cell("server " + job.server.str() + ":")});
    server = &job.server;
    for (std::size_t s = 0; s < job.steps.size(); ++s)
      take(row_of(job.steps[s], report.applied ? &report.applied->outcomes.at(j).at(s) : nullptr,
                  paint));
  }
}

/// Why steps failed, in the shape of findings.
std::string failures_text(const PassReport& report, const Look& look) {
  std::string text;
  if (!report.applied) return text;
  for (std::size_t j = 0; j < report.plan.jobs.size(); ++j)
    for (std::size_t s = 0; s < report.plan.jobs[j].steps.size(); ++s) {
      const Outcome& outcome = report.applied->outcomes.at(j).at(s);
      // Of what is not allowed a finding tells.
      if (!outcome.error || outcome.result == StepResult::NotAllowed) continue;
      const Step& step = report.plan.jobs[j].steps[s];
      const StepWords words = describe(step.action);
      Error error = *outcome.error;
      if (!error.where.known()) error.where = step.asked_at;
      error.what = std::string(words.kind) + " " + words.name + ": " + error.what;
      text += error_text(error, look);
    }
  return text;
}

/// Whether a credential in this state needs no line of its own: it is there, or its steps tell.
bool speaks_for_itself(CredentialState state) {
  return state == CredentialState::Stored || state == CredentialState::InSync ||
         state == CredentialState::Missing || state == CredentialState::FromCopy ||
         state == CredentialState::NotSelected;
}

void each_credential(const PassReport& report, const Paint& paint, const RowTaker& take) {
  for (const auto& [id, state] : report.plan.states) {
    if (speaks_for_itself(state)) continue;
    const auto claim = report.resolved.claims.find(id);
    const SourcePos where =
        claim == report.resolved.claims.end() ? SourcePos{} : claim->second.asked_at;
    take({Cell("?", [&](const std::string& t) { return paint.yellow(t); }), Cell("credential"),
          Cell(id.str()),
          Cell(to_string(where), [&](const std::string& t) { return paint.dim(t); }),
          Cell(std::string(to_string(state)))});
  }
}

}  // namespace

void write_changes(const PassReport& report, const Look& look, std::ostream& out) {
  const auto each_row = [&](const RowTaker& take) {
    each_step(report, look.paint, take);
    each_credential(report, look.paint, take);
  };
  Columns columns;
  each_row([&](const Row& row) { columns.measure(row); });
  each_row([&](const Row& row) { out << columns.line(row); });
  out << failures_text(report, look) << findings_text(report.findings, report.resolved, look)
      << look.paint.bold(summary_line(report)) << "\n";
}

}  // namespace pgberth
