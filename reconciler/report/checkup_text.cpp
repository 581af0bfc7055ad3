#include "reconciler/report/checkup_report.h"
#include "reconciler/report/findings_text.h"
#include "reconciler/report/summary.h"
#include "reconciler/report/table.h"

#include <algorithm>
#include <sstream>

namespace pgberth {
namespace {

constexpr std::string_view kIndent = "      ";

std::string painted(Verdict verdict, const std::string& word, const Paint& paint) {
  switch (verdict) {
    case Verdict::Fine:
      return paint.green(word);
    case Verdict::Missing:
      return paint.red(word);
    case Verdict::Optional:
    case Verdict::Unknown:
      break;
  }
  return paint.yellow(word);
}

/// Each line of `cure` alone: it is to be pasted.
void add_cure(const std::string& cure, std::vector<Row>& rows) {
  std::istringstream lines(cure);
  for (std::string line; std::getline(lines, line);)
    rows.push_back({Cell(std::string(kIndent) + line)});
}

void add_check(const Check& check, const Look& look, std::vector<Row>& rows) {
  const std::string word =
      check.verdict == Verdict::Fine ? "ok" : std::string(to_string(check.verdict));
  rows.push_back(
      {Cell("  " + word,
            [&](const std::string& shown) { return painted(check.verdict, shown, look.paint); }),
       Cell(check.about), Cell(check.seen)});
  add_cure(check.cure, rows);
}

/// Who we are there stands in the heading.
void add_examined(std::string_view kind, const Examined& one, const Look& look,
                  std::vector<Row>& rows) {
  std::string names;
  for (const std::string& name : one.names) names += (names.empty() ? "" : ", ") + name;
  std::string heading = std::string(kind) + " " + one.what;
  if (!names.empty()) heading += "  (" + names + ")";
  if (!one.who().empty()) heading += "  as " + one.who();
  rows.push_back({Cell(heading, [&](const std::string& shown) { return look.paint.bold(shown); })});
  for (const Check& check : one.checks)
    if (check.about != kWhoWeAre || check.verdict != Verdict::Fine) add_check(check, look, rows);
  if (one.checks.empty()) rows.push_back({Cell("  nothing can be looked at here")});
}

std::size_t number_of(Verdict verdict, const CheckupReport& report) {
  std::size_t number = 0;
  for (const auto* list : {&report.servers, &report.stores})
    for (const Examined& one : *list)
      number += static_cast<std::size_t>(std::ranges::count(one.checks, verdict, &Check::verdict));
  return number;
}

std::string numbers(const CheckupReport& report) {
  return counted(report.servers.size(), "server") + " and " +
         counted(report.stores.size(), "store") + ": " +
         std::to_string(number_of(Verdict::Missing, report)) + " missing, " +
         std::to_string(number_of(Verdict::Optional, report)) + " optional, " +
         std::to_string(number_of(Verdict::Unknown, report)) + " unknown, " +
         std::to_string(number_of(Verdict::Fine, report)) + " as it should be";
}

}  // namespace

std::string checkup_text(const CheckupReport& report, const Look& look) {
  std::vector<Row> rows;
  for (const Examined& server : report.servers) add_examined("server", server, look, rows);
  for (const Examined& store : report.stores) add_examined("store", store, look, rows);
  return aligned(rows) + findings_text(report.findings, report.claims, look) +
         look.paint.bold(numbers(report)) + "\n";
}

}  // namespace pgberth
