#include "reconciler/report/check.h"
#include "reconciler/report/check_parts.h"
#include "reconciler/report/escape.h"
#include "reconciler/report/findings_text.h"
#include "reconciler/report/table.h"

namespace pgberth {
namespace {

Cell sign_of(ClaimChange::Kind kind, const Paint& paint) {
  switch (kind) {
    case ClaimChange::Kind::New:
      return {"+", [&](const std::string& shown) { return paint.green(shown); }};
    case ClaimChange::Kind::Changed:
      return {"~", [&](const std::string& shown) { return paint.yellow(shown); }};
    case ClaimChange::Kind::NoLongerDeclared:
      break;
  }
  return {".", [&](const std::string& shown) { return paint.dim(shown); }};
}

std::string shown(const std::string& text) {
  return text.empty() ? "(nothing)" : text;
}

void add_claim(const ClaimChange& change, const Paint& paint, std::vector<Row>& rows) {
  const bool changed = change.kind == ClaimChange::Kind::Changed;
  rows.push_back({sign_of(change.kind, paint), Cell(std::string(to_string(change.kind))),
                  Cell(change.id.str()), Cell(to_string(change.at())),
                  Cell(changed ? "" : told_words(change))});
  if (!change.was.empty()) rows.push_back({Cell("    was called " + change.was.str())});
  for (const Difference& one : change.differences)
    rows.push_back({Cell("    " + one.what + ": " + shown(one.before) + " -> " + shown(one.after) +
                         "  at " + to_string(one.after_at) +
                         (one.before_at == one.after_at || !one.before_at.known()
                              ? ""
                              : ", was " + to_string(one.before_at)))});
}

std::string environment_text(const EnvironmentChanges& environment, const Look& look) {
  std::string text = look.paint.bold(printable(name_of(environment)));
  if (environment.kind != EnvironmentChanges::Kind::Touched)
    text += " " + std::string(to_string(environment.kind));
  text += "\n";
  std::vector<Row> rows;
  for (const ClaimChange& change : environment.claims) add_claim(change, look.paint, rows);
  text += aligned(rows);
  if (!environment.compared())
    text += look.paint.red(printable("? " + not_compared_words(environment))) + "\n";
  const Look without_lines{.paint = look.paint};
  text += findings_text(environment.new_findings, {}, without_lines);
  for (const Finding& finding : environment.gone_findings)
    text += look.paint.dim("gone: " + printable(to_string(finding.where) + ": " + finding.what +
                                                " [" + to_string(finding.code) + "]")) +
            "\n";
  for (const Finding& finding : environment.standing_errors)
    text +=
        look.paint.dim("there before: " + printable(to_string(finding.where) + ": " + finding.what +
                                                    " [" + to_string(finding.code) + "]")) +
        "\n";
  return text;
}

}  // namespace

std::string check_text(const CheckReport& report, const Look& look) {
  std::string text;
  for (const EnvironmentChanges& one : report.environments)
    if (!one.empty()) text += environment_text(one, look);
  return text + look.paint.bold(printable(check_line(report))) +
         printable(": " + compared_words(report)) + "\n";
}

}  // namespace pgberth
