#include "reconciler/report/check.h"
#include "reconciler/report/check_parts.h"
#include "reconciler/report/escape.h"
#include "reconciler/report/json_parts.h"

#include <array>
#include <map>
#include <utility>

namespace pgberth {
namespace {

/// Changes of claims are told under rules of their own.
struct ChangeRule {
  ClaimChange::Kind kind;
  std::string_view id;
  std::string_view text;
  std::string_view help;
};

constexpr std::array kChangeRules{
    ChangeRule{ClaimChange::Kind::New, "claim-new", "a credential is new",
               "The next apply creates what is missing of it."},
    ChangeRule{ClaimChange::Kind::Changed, "claim-changed", "a credential says something else",
               "Nothing that exists is taken away or replaced; what is asked for now is added."},
    ChangeRule{ClaimChange::Kind::NoLongerDeclared, "claim-no-longer-declared",
               "a credential is no longer declared",
               "Its database, role and entries are left as they are."}};

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

std::string level_of(Severity severity) {
  return std::string(to_string(severity));  // error, warning and note are SARIF's words, too.
}

/// Gathers results, and the rules that they speak of.
class Sarif {
 public:
  explicit Sarif(const PageOf& page_of) : page_of_(page_of) {}

  void add(const Finding& finding, std::string_view baseline) {
    const std::string id = to_string(finding.code);
    const auto [rule, fresh] = indices_.try_emplace(id, rules_.size());
    if (fresh) rules_.push_back(rule_of(finding.code));
    Json result{{"ruleId", id},
                {"ruleIndex", rule->second},
                {"level", level_of(finding.severity())},
                {"message",
                 {{"text", printable(finding.what) +
                               (finding.hint.empty() ? "" : ". " + printable(finding.hint))}}}};
    put_place(finding.where, result);
    finish(std::move(result), fingerprint(finding), baseline);
  }

  void add(const ClaimChange& change) {
    const ChangeRule& row = kChangeRules.at(static_cast<std::size_t>(change.kind));
    const auto [rule, fresh] = indices_.try_emplace(std::string(row.id), rules_.size());
    if (fresh)
      rules_.push_back({{"id", row.id},
                        {"shortDescription", {{"text", row.text}}},
                        {"help", {{"text", row.help}}},
                        {"defaultConfiguration", {{"level", "none"}}}});
    Json result{{"ruleId", row.id},
                {"ruleIndex", rule->second},
                {"kind", "informational"},
                {"level", "none"},
                {"message",
                 {{"text", printable(std::string(to_string(change.kind)) + " " + change.id.str() +
                                     ": " + told_words(change))}}}};
    SourcePos at = change.at();
    if (change.kind == ClaimChange::Kind::NoLongerDeclared) at.line = at.column = 0;
    put_place(at, result);
    finish(std::move(result), fingerprint(change), "new");
  }

  std::string text() && {
    Json run{{"tool", {{"driver", {{"name", "pgberth"}, {"rules", std::move(rules_)}}}}}};
    run["automationDetails"] = {{"id", "pgberth/check"}};
    run["columnKind"] = "unicodeCodePoints";
    run["originalUriBaseIds"] = {
        {"SRCROOT", {{"description", {{"text", "the root of the repository"}}}}}};
    run["results"] = std::move(results_);
    Json log{{"$schema", kSchema}, {"version", "2.1.0"}};
    log["runs"] = Json::array({std::move(run)});
    return bytes_of(log);
  }

 private:
  Json rule_of(Code code) const {
    const std::string page = page_of_(code);
    Json rule{{"id", to_string(code)},
              {"shortDescription", {{"text", info(code).title}}},
              {"defaultConfiguration", {{"level", level_of(severity_of(code))}}}};
    if (!page.empty()) rule["help"] = {{"text", page}, {"markdown", "## " + page}};
    return rule;
  }

  static void put_place(const SourcePos& at, Json& result) {
    if (!at.known()) return;
    Json place{{"artifactLocation", {{"uri", relative_uri(*at.file)}, {"uriBaseId", "SRCROOT"}}}};
    if (at.line > 0) {
      place["region"] = {{"startLine", at.line}};
      if (at.column > 0) place["region"]["startColumn"] = at.column;
    }
    result["locations"] = Json::array({{{"physicalLocation", place}}});
  }

  /// Twice the same text in one file has two fingerprints, in the order of the lines.
  void finish(Json result, const std::string& print, std::string_view baseline) {
    const std::size_t times = ++prints_[print];
    result["partialFingerprints"] = {{"pgberth/v1", print + ":" + std::to_string(times)}};
    result["baselineState"] = baseline;
    results_.push_back(std::move(result));
  }

  const PageOf& page_of_;
  std::map<std::string, std::size_t> indices_{};
  std::map<std::string, std::size_t> prints_{};
  Json rules_ = Json::array();
  Json results_ = Json::array();
};

}  // namespace

std::string check_sarif(const CheckReport& report, const PageOf& page_of) {
  Sarif sarif(page_of);
  for (const EnvironmentChanges& one : report.environments) {
    for (const Finding& finding : one.new_findings) sarif.add(finding, "new");
    for (const Finding& finding : one.standing_errors) sarif.add(finding, "unchanged");
    for (const ClaimChange& change : one.claims) sarif.add(change);
  }
  return std::move(sarif).text();
}

}  // namespace pgberth
