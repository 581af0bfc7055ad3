#include "reconciler/report/check.h"
#include "reconciler/report/check_parts.h"
#include "reconciler/report/escape.h"

#include <algorithm>
#include <tuple>

namespace pgberth {
namespace {

constexpr std::size_t kLongestMessage = 2000;

/// One annotation; the smaller its rank, the sooner it is told.
struct Annotation {
  int rank;
  std::string_view command;  ///< "error", "warning", "notice".
  SourcePos at;
  std::string title;
  std::string message;
};

std::string line_of(const Annotation& annotation) {
  std::string line = "::" + std::string(annotation.command) + " ";
  if (annotation.at.known()) {
    line += "file=" + github_property(*annotation.at.file) + ",";
    if (annotation.at.line > 0)
      line += "line=" + std::to_string(annotation.at.line) +
              (annotation.at.column > 0 ? ",col=" + std::to_string(annotation.at.column) : "") +
              ",";
  }
  return line + "title=" + github_property(annotation.title) +
         "::" + github_message(shortened(annotation.message, kLongestMessage)) + "\n";
}

Annotation of(const Finding& finding) {
  const bool error = finding.severity() == Severity::Error;
  const bool warning = finding.severity() == Severity::Warning;
  return {.rank = error     ? 0
                  : warning ? 1
                            : 5,
          .command = error     ? "error"
                     : warning ? "warning"
                               : "notice",
          .at = finding.where,
          .title = "pgberth " + to_string(finding.code),
          .message = finding.what + (finding.hint.empty() ? "" : ". " + finding.hint)};
}

/// What is gone has no line in the head any more: only its file is named.
Annotation of(const ClaimChange& change) {
  const bool gone = change.kind == ClaimChange::Kind::NoLongerDeclared;
  SourcePos at = change.at();
  if (gone) at.line = at.column = 0;
  const std::string was = gone ? " (was at " + to_string(change.before_at) + ")" : "";
  return {.rank = change.kind == ClaimChange::Kind::Changed ? 2
                  : gone                                    ? 3
                                                            : 4,
          .command = "notice",
          .at = at,
          .title = "pgberth: " + std::string(to_string(change.kind)) + " " + change.id.str(),
          .message = told_words(change) + was};
}

}  // namespace

std::string check_github(const CheckReport& report) {
  std::vector<Annotation> all;
  for (const EnvironmentChanges& one : report.environments) {
    for (const Finding& finding : one.new_findings) all.push_back(of(finding));
    for (const ClaimChange& change : one.claims) all.push_back(of(change));
    if (!one.compared())
      all.push_back({.rank = 1,
                     .command = "warning",
                     .at = {},
                     .title = "pgberth: " + name_of(one),
                     .message = not_compared_words(one)});
  }
  std::ranges::stable_sort(all, {}, &Annotation::rank);
  std::string text;
  for (const Annotation& annotation : all) text += line_of(annotation);
  return text + printable("pgberth: " + check_line(report) + ": " + compared_words(report)) + "\n";
}

std::string check_github(const Error& error) {
  return line_of(of(finding_of(error)));
}

}  // namespace pgberth
