#include "reconciler/model/accepted.h"

#include <algorithm>

namespace pgberth {
namespace {

std::string text_of(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  const auto two = [](unsigned number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return std::to_string(static_cast<int>(date.year())) + "-" +
         two(static_cast<unsigned>(date.month())) + "-" + two(static_cast<unsigned>(date.day()));
}

Finding ended(const Accepted& accepted) {
  return {.code = Code::AcceptEnded,
          .what = "accepting " + to_string(accepted.code) + " of \"" + accepted.claim.str() +
                  "\" ended on " + text_of(accepted.until),
          .where = accepted.at,
          .hint = "Solve it, or give another day.",
          .claims = {accepted.claim}};
}

}  // namespace

std::size_t silence(const std::vector<Accepted>& accepted, std::chrono::sys_days today,
                    Findings& findings) {
  std::size_t silenced = 0;
  Findings told;
  for (const Accepted& one : accepted) {
    for (Finding& finding : findings) {
      if (finding.code != one.code || !finding.claims.contains(one.claim)) continue;
      if (one.until < today) {
        told.push_back(ended(one));
        break;
      }
      finding.claims.erase(one.claim);
      if (finding.claims.empty()) finding.what.clear();
      ++silenced;
    }
    std::erase_if(findings, [](const Finding& finding) { return finding.what.empty(); });
  }
  findings.insert(findings.end(), told.begin(), told.end());
  return silenced;
}

}  // namespace pgberth
