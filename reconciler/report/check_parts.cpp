#include "reconciler/report/check_parts.h"

#include "reconciler/base/hash.h"
#include "reconciler/report/summary.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pgberth {
namespace {

/// "3 new", left out when it is none.
void add(std::size_t number, const std::string& word, std::string& line) {
  if (number != 0) line += (line.empty() ? "" : ", ") + std::to_string(number) + " " + word;
}

void add_counted(std::size_t number, const std::string& noun, std::string& line) {
  if (number != 0) line += (line.empty() ? "" : ", ") + counted(number, noun);
}

void add_up(const CheckNumbers& more, CheckNumbers& sum) {
  constexpr std::array members{
      &CheckNumbers::added,        &CheckNumbers::changed,    &CheckNumbers::no_longer_declared,
      &CheckNumbers::not_compared, &CheckNumbers::unreadable, &CheckNumbers::environments,
      &CheckNumbers::gone,         &CheckNumbers::standing,   &CheckNumbers::errors,
      &CheckNumbers::warnings,     &CheckNumbers::notes};
  for (const auto member : members) sum.*member += more.*member;
}

}  // namespace

bool CheckReport::changes_databases() const {
  return std::ranges::any_of(environments, [](const EnvironmentChanges& one) {
    return !one.claims.empty() || !one.compared();
  });
}

CheckNumbers numbers_of(const EnvironmentChanges& changes) {
  const auto kind = [&](ClaimChange::Kind wanted) {
    return static_cast<std::size_t>(std::ranges::count(changes.claims, wanted, &ClaimChange::kind));
  };
  Summary findings;
  count(changes.new_findings, findings);
  return {.added = kind(ClaimChange::Kind::New),
          .changed = kind(ClaimChange::Kind::Changed),
          .no_longer_declared = kind(ClaimChange::Kind::NoLongerDeclared),
          .not_compared = changes.not_compared.size(),
          .unreadable = changes.unreadable ? 1U : 0U,
          .environments = changes.claims.empty() && changes.not_compared.empty() ? 0u : 1u,
          .gone = changes.gone_findings.size(),
          .standing = changes.standing_errors.size(),
          .errors = findings.errors,
          .warnings = findings.warnings,
          .notes = findings.notes};
}

CheckNumbers numbers_of(const CheckReport& report) {
  CheckNumbers sum;
  for (const EnvironmentChanges& one : report.environments) add_up(numbers_of(one), sum);
  return sum;
}

std::string check_line(const CheckReport& report) {
  const CheckNumbers numbers = numbers_of(report);
  std::string line;
  add(numbers.added, "new", line);
  add(numbers.changed, "changed", line);
  add(numbers.no_longer_declared, "no longer declared (left as they are)", line);
  add(numbers.not_compared, "not compared", line);
  if (!line.empty()) line += " in " + counted(numbers.environments, "environment");
  if (numbers.unreadable != 0)
    line +=
        (line.empty() ? "" : ", ") + counted(numbers.unreadable, "environment") + " not compared";
  if (line.empty()) line = "no change to databases";
  add_counted(numbers.errors, "new error", line);
  add_counted(numbers.warnings, "new warning", line);
  add_counted(numbers.notes, "new note", line);
  if (numbers.gone != 0) line += ", " + counted(numbers.gone, "finding") + " gone";
  if (numbers.standing != 0)
    line += ", " + counted(numbers.standing, "error") + (numbers.standing == 1 ? " was" : " were") +
            " there before";
  if (report.not_evaluated != 0)
    line += ", " + counted(report.not_evaluated, "manifest") + " not evaluated";
  if (report.settings_change) line += ", the settings change too";
  return line;
}

std::string short_id(const CommitId& commit) {
  constexpr std::size_t length = 10;
  return commit.id.substr(0, length);
}

std::string compared_words(const CheckReport& report) {
  const bool left = report.compared_with != report.base_commit;
  const auto named = [](const std::string& asked, const CommitId& commit) {
    return asked == commit.id ? "" : " (" + asked + ")";
  };
  const bool base_is_an_id = report.base == report.base_commit.id;
  return short_id(report.head_commit) + named(report.head, report.head_commit) + " with " +
         short_id(report.compared_with) +
         (left ? ", where it left " + (base_is_an_id ? short_id(report.base_commit) : report.base)
               : named(report.base, report.base_commit));
}

std::string asked_words(const std::vector<Fact>& facts) {
  std::string line;
  const auto add_fact = [&](const std::string& before, std::string_view what) {
    const std::string text = text_of(facts, what);
    if (!text.empty()) line += (line.empty() ? "" : ", ") + before + text;
  };
  add_fact("database ", "database");
  add_fact("role ", "username");
  if (const std::string server = text_of(facts, "server"); !server.empty()) line += " on " + server;
  for (const Fact& fact : facts)
    if (fact.is_place)
      line += ", " + fact.what + " (" + fact.text.substr(0, fact.text.find(',')) + ")";
  return line;
}

std::string name_of(const EnvironmentChanges& environment) {
  return environment.name.empty() ? "the repository" : environment.name.str();
}

std::string told_words(const ClaimChange& change) {
  switch (change.kind) {
    case ClaimChange::Kind::New:
      return asked_words(change.facts);
    case ClaimChange::Kind::NoLongerDeclared:
      return "left as it is: " + asked_words(change.facts);
    case ClaimChange::Kind::Changed:
      break;
  }
  std::string words = change.was.empty() ? "" : "was called " + change.was.str();
  for (const Difference& one : change.differences)
    words += (words.empty() ? "" : "; ") + one.what + ": " +
             (one.before.empty() ? "(nothing)" : one.before) + " -> " +
             (one.after.empty() ? "(nothing)" : one.after);
  return words;
}

std::string not_compared_words(const EnvironmentChanges& environment) {
  if (environment.unreadable) return "it cannot be compared: neither side could be read in whole";
  return counted(environment.not_compared.size(), "credential") +
         " cannot be compared: one side could not be read in whole";
}

std::string fingerprint(const Finding& finding) {
  return hex(stable_hash(std::to_string(static_cast<int>(finding.code)) + '\0' +
                         *finding.where.file + '\0' + finding.what));
}

std::string fingerprint(const ClaimChange& change) {
  return hex(stable_hash(std::string(to_string(change.kind)) + '\0' + change.id.str()));
}

}  // namespace pgberth
