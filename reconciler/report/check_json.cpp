#include "reconciler/report/check.h"
#include "reconciler/report/check_parts.h"
#include "reconciler/report/json_parts.h"

namespace pgberth {
namespace {

Json facts_json(const std::vector<Fact>& facts) {
  Json array = Json::array();
  for (const Fact& fact : facts)
    array.push_back({{"what", fact.what}, {"text", fact.text}, {"at", position_json(fact.at)}});
  return array;
}

Json differences_json(const std::vector<Difference>& differences) {
  Json array = Json::array();
  for (const Difference& one : differences)
    array.push_back({{"what", one.what},
                     {"before", text_or_null(one.before)},
                     {"after", text_or_null(one.after)},
                     {"beforeAt", position_json(one.before_at)},
                     {"afterAt", position_json(one.after_at)}});
  return array;
}

std::string_view word_of(ClaimChange::Kind kind) {
  return kind == ClaimChange::Kind::NoLongerDeclared ? "noLongerDeclared" : to_string(kind);
}

Json environment_json(const EnvironmentChanges& environment) {
  Json claims = Json::array();
  for (const ClaimChange& change : environment.claims)
    claims.push_back({{"change", word_of(change.kind)},
                      {"id", change.id.str()},
                      {"was", text_or_null(change.was.str())},
                      {"beforeAt", position_json(change.before_at)},
                      {"afterAt", position_json(change.after_at)},
                      {"facts", facts_json(change.facts)},
                      {"differences", differences_json(change.differences)}});
  Json not_compared = Json::array();
  for (const ClaimId& id : environment.not_compared) not_compared.push_back(id.str());
  return {{"environment", text_or_null(environment.name.str())},
          {"is", to_string(environment.kind)},
          {"claims", claims},
          {"notCompared", not_compared},
          {"unreadable", environment.unreadable},
          {"newFindings", findings_json(environment.new_findings, {})},
          {"goneFindings", findings_json(environment.gone_findings, {})},
          {"standingErrors", findings_json(environment.standing_errors, {})}};
}

Json commit_json(const std::string& asked, const CommitId& commit) {
  return {{"asked", asked}, {"commit", commit.id}};
}

}  // namespace

std::string check_json(const CheckReport& report) {
  Json environments = Json::array();
  for (const EnvironmentChanges& one : report.environments)
    environments.push_back(environment_json(one));
  const CheckNumbers numbers = numbers_of(report);
  return bytes_of({{"schema", "pgberth/check/v1"},
                   {"base", commit_json(report.base, report.base_commit)},
                   {"head", commit_json(report.head, report.head_commit)},
                   {"comparedWith", report.compared_with.id},
                   {"settings", report.settings},
                   {"environmentsKnown", report.known},
                   {"environmentsRead", report.read},
                   {"manifestsNotEvaluated", report.not_evaluated},
                   {"settingsChange", report.settings_change},
                   {"environments", environments},
                   {"summary",
                    {{"new", numbers.added},
                     {"changed", numbers.changed},
                     {"noLongerDeclared", numbers.no_longer_declared},
                     {"notCompared", numbers.not_compared},
                     {"unreadable", numbers.unreadable},
                     {"newErrors", numbers.errors},
                     {"newWarnings", numbers.warnings},
                     {"newNotes", numbers.notes},
                     {"goneFindings", numbers.gone},
                     {"standingErrors", numbers.standing}}}});
}

}  // namespace pgberth
