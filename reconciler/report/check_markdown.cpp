#include "reconciler/report/check.h"
#include "reconciler/report/check_parts.h"
#include "reconciler/report/escape.h"
#include "reconciler/report/summary.h"

#include <algorithm>

namespace pgberth {
namespace {

constexpr std::size_t kMostRows = 100;      ///< Of the table.
constexpr std::size_t kRoomForCount = 200;  ///< For how many items are left out.

std::string number(std::size_t count) {
  return count == 0 ? "" : std::to_string(count);
}

std::string table_row(const EnvironmentChanges& one) {
  const CheckNumbers numbers = numbers_of(one);
  std::string findings;
  if (numbers.errors != 0) findings += counted(numbers.errors, "error");
  if (numbers.warnings != 0)
    findings += (findings.empty() ? "" : ", ") + counted(numbers.warnings, "warning");
  if (numbers.notes != 0)
    findings += (findings.empty() ? "" : ", ") + counted(numbers.notes, "note");
  return "| " + markdown_code(name_of(one), 100) + " | " + number(numbers.added) + " | " +
         number(numbers.changed) + " | " + number(numbers.no_longer_declared) + " | " + findings +
         " | " + number(numbers.gone) + " |\n";
}

std::string table(const CheckReport& report) {
  std::string text =
      "| environment | new | changed | no longer declared | new findings | gone findings |\n"
      "| --- | ---: | ---: | ---: | --- | ---: |\n";
  std::size_t rows = 0;
  std::size_t left_out = 0;
  for (const EnvironmentChanges& one : report.environments) {
    if (one.empty()) continue;
    if (++rows <= kMostRows)
      text += table_row(one);
    else
      ++left_out;
  }
  if (left_out != 0) text += "| and " + std::to_string(left_out) + " more | | | | | |\n";
  return text;
}

std::string place(const SourcePos& at) {
  return at.known() ? " at " + markdown_code(to_string(at), 200) : std::string();
}

std::string item(const ClaimChange& change) {
  std::string text = "- **" + std::string(to_string(change.kind)) + "** " +
                     markdown_code(change.id.str(), 200) + place(change.at());
  if (change.kind == ClaimChange::Kind::NoLongerDeclared) text += ", left as it is";
  if (!change.was.empty()) text += ", was called " + markdown_code(change.was.str(), 200);
  if (change.kind != ClaimChange::Kind::Changed)
    return text + "\n  - " + markdown_code(asked_words(change.facts)) + "\n";
  text += "\n";
  for (const Difference& one : change.differences)
    text += "  - " + markdown_code(one.what, 200) + ": " +
            (one.before.empty() ? "nothing" : markdown_code(one.before)) + " → " +
            (one.after.empty() ? "nothing" : markdown_code(one.after)) + place(one.after_at) + "\n";
  return text;
}

std::string item(const Finding& finding, const std::string& before) {
  return "- " + before + std::string(to_string(finding.severity())) + " " +
         to_string(finding.code) + ": " + markdown_code(finding.what) + place(finding.where) +
         (finding.hint.empty() ? "" : "\n  - " + markdown_code(finding.hint)) + "\n";
}

std::vector<std::string> items(const EnvironmentChanges& one) {
  std::vector<std::string> all;
  for (const Finding& finding : one.new_findings)
    if (finding.severity() == Severity::Error) all.push_back(item(finding, "**new** "));
  if (!one.compared()) all.push_back("- " + not_compared_words(one) + "\n");
  for (const ClaimChange& change : one.claims) all.push_back(item(change));
  for (const Finding& finding : one.new_findings)
    if (finding.severity() != Severity::Error) all.push_back(item(finding, "**new** "));
  for (const Finding& finding : one.gone_findings) all.push_back(item(finding, "gone: "));
  for (const Finding& finding : one.standing_errors) all.push_back(item(finding, "there before: "));
  return all;
}

/// Adds the folded part of one environment as far as there is room beside `room_at_the_end`, and
/// answers how many items are left out.
std::size_t add_details(const EnvironmentChanges& one, std::size_t room_at_the_end,
                        std::string& text) {
  constexpr std::string_view end = "\n</details>\n";
  const std::vector<std::string> all = items(one);
  const std::string begin = "\n<details><summary><code>" + xml_text(shortened(name_of(one), 100)) +
                            "</code></summary>\n\n";
  const auto fits = [&](std::size_t more) {
    return text.size() + more + end.size() + room_at_the_end <= kLongestComment;
  };
  if (!fits(begin.size() + all.front().size())) return all.size();
  text += begin;
  std::size_t told = 0;
  while (told < all.size() && fits(all[told].size())) text += all[told++];
  text += end;
  return all.size() - told;
}

}  // namespace

std::string check_markdown(const CheckReport& report) {
  std::string text = std::string(kCommentMark) + "\n**pgberth:** " + check_line(report) + "\n";
  const std::string end = "\nCompared " + markdown_code(compared_words(report), 300) +
                          ", settings from " + markdown_code(report.settings, 200) +
                          ". pgberth only adds: what is no longer declared " +
                          "stays where it is.\n";
  std::size_t left_out = 0;
  if (report.changes_databases() || numbers_of(report).gone != 0 ||
      std::ranges::any_of(report.environments, [](const auto& one) { return !one.empty(); })) {
    text += "\n" + table(report);
    for (const EnvironmentChanges& one : report.environments)
      if (!one.empty()) left_out += add_details(one, end.size() + kRoomForCount, text);
  }
  if (left_out != 0)
    text += "\n" + counted(left_out, "item") + (left_out == 1 ? " is" : " are") +
            " left out here; `pgberth check` tells all of them.\n";
  text += end;
  return text;
}

}  // namespace pgberth
