#include "reconciler/base/overloaded.h"
#include "reconciler/report/describe.h"
#include "reconciler/report/json.h"
#include "reconciler/report/json_parts.h"

namespace pgberth {
namespace {

Json contents_json(const std::map<std::string, Source>& keys) {
  Json array = Json::array();
  for (const auto& [key, source] : keys)
    array.push_back({{"key", key}, {"content", source_json(source)}});
  return array;
}

/// What is particular to each action; the words common to all are written by step_json().
Json details_json(const Action& action) {
  return std::visit(
      overloaded{
          [](const CreateEntry& a) -> Json {
            return {{"entry", entry_json(a.entry)},
                    {"part", to_string(a.part)},
                    {"keys", contents_json(a.keys)}};
          },
          [](const AddKeys& a) -> Json {
            return {{"entry", entry_json(a.entry)}, {"keys", contents_json(a.keys)}};
          },
          [](const CreateRole& a) -> Json {
            return {{"role", a.role.str()}, {"login", a.login}, {"inherit", a.inherit}};
          },
          [](const JoinRole& a) -> Json {
            return {{"role", a.role.str()}, {"member", a.member.str()}};
          },
          [](const BorrowRole& a) -> Json { return {{"role", a.role.str()}}; },
          [](const BuildDatabase& a) -> Json {
            return {{"database", a.database.str()}, {"owner", text_or_null(a.owner.str())}};
          },
          [](const GrantPrivileges& a) -> Json {
            return {{"database", a.database.str()},
                    {"building", a.building},
                    {"on", to_string(a.on)},
                    {"privileges", a.privileges},
                    {"to", a.to.str()}};
          },
          [](const OwnSchema& a) -> Json {
            return {
                {"database", a.database.str()}, {"building", a.building}, {"owner", a.owner.str()}};
          },
          [](const CreateExtension& a) -> Json {
            return {{"database", a.database.str()},
                    {"building", a.building},
                    {"extension", a.extension}};
          },
          [](const FinishDatabase& a) -> Json {
            return {{"database", a.database.str()}, {"publicConnects", a.public_connects}};
          },
          [](const CheckLogin& a) -> Json {
            return {{"database", a.database.str()},
                    {"role", a.role.str()},
                    {"password", key_json(a.password)}};
          },
          [](const MarkReady& a) -> Json { return {{"key", key_json(a.key)}}; },
      },
      action);
}

Json step_json(const Step& step, const Outcome* outcome) {
  const StepWords words = describe(step.action);
  Json object{{"action", words.action},
              {"kind", words.kind},
              {"name", words.name},
              {"adds", words.adds},
              {"details", details_json(step.action)},
              {"reason", step.reason.str()},
              {"at", position_json(step.asked_at)},
              {"claims", ids_json(*step.for_claims)}};
  if (outcome == nullptr) return object;
  object["outcome"] = to_string(outcome->result);
  if (outcome->error) object["error"] = error_object(*outcome->error);
  return object;
}

Json jobs_json(const PassReport& report) {
  Json jobs = Json::array();
  for (std::size_t j = 0; j < report.plan.jobs.size(); ++j) {
    const Job& job = report.plan.jobs[j];
    Json steps = Json::array();
    for (std::size_t s = 0; s < job.steps.size(); ++s)
      steps.push_back(step_json(job.steps[s],
                                report.applied ? &report.applied->outcomes.at(j).at(s) : nullptr));
    jobs.push_back({{"server", job.server.str()},
                    {"database", text_or_null(job.database.str())},
                    {"steps", std::move(steps)}});
  }
  return jobs;
}

Json credentials_json(const Plan& plan) {
  Json array = Json::array();
  for (const auto& [id, state] : plan.states)
    array.push_back({{"claim", id.str()},
                     {"state", to_string(state)},
                     {"lookedInto", !plan.not_looked_into.contains(id)}});
  return array;
}

Json summary_json(const PassReport& report) {
  const Summary s = summary_of(report);
  Json object{{"toAdd", s.to_add}};
  if (report.applied) {
    object["added"] = s.added;
    object["alreadyThere"] = s.already_there;
    object["failed"] = s.failed;
    object["skipped"] = s.skipped;
  }
  object["unchanged"] = s.unchanged;
  object["toDecide"] = s.to_decide;
  object["notEvaluated"] = s.not_evaluated;
  object["notLookedInto"] = s.not_looked_into;
  object["markedNotProved"] = s.marked_not_proved;
  object["accepted"] = s.accepted;
  object["errors"] = s.errors;
  object["warnings"] = s.warnings;
  object["notes"] = s.notes;
  return object;
}

}  // namespace

std::string plan_json(const PassReport& report) {
  return bytes_of({{"schema", report.applied ? "pgberth/apply/v1" : "pgberth/plan/v1"},
                   {"jobs", jobs_json(report)},
                   {"credentials", credentials_json(report.plan)},
                   {"findings", findings_json(report.findings, report.resolved)},
                   {"summary", summary_json(report)}});
}

std::string validation_json(const Desired& desired) {
  Summary summary;
  count(desired.findings, summary);
  return bytes_of(
      {{"schema", "pgberth/validation/v1"},
       {"claims", desired.claims.claims.size()},
       {"findings", findings_json(desired.findings, desired.claims)},
       {"summary",
        {{"errors", summary.errors}, {"warnings", summary.warnings}, {"notes", summary.notes}}}});
}

}  // namespace pgberth
