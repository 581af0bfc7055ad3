#include "reconciler/base/finding.h"

#include "reconciler/base/logins.h"
#include "reconciler/base/short_text.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace pgberth {

Finding finding_of(const Error& error, std::set<ClaimId> claims) {
  std::string what = error.what;
  for (const std::string& activity : error.context) what += ", while " + activity;
  return {.code = error.code,
          .what = std::move(what),
          .where = error.where,
          .hint = error.hint,
          .claims = std::move(claims)};
}

void sort_findings(Findings& findings) {
  std::ranges::sort(findings, [](const Finding& a, const Finding& b) {
    return std::tie(a.where, a.code, a.what, a.claims, a.hint, a.also) <
           std::tie(b.where, b.code, b.what, b.claims, b.hint, b.also);
  });
  const auto repeated = std::ranges::unique(findings);
  findings.erase(repeated.begin(), repeated.end());
}

void make_showable(Findings& findings) {
  for (Finding& finding : findings)
    for (std::string* const text : {&finding.what, &finding.hint})
      *text = short_text(without_logins(std::move(*text)));
}

bool has_error(const Findings& findings) {
  return std::ranges::any_of(
      findings, [](const Finding& finding) { return finding.severity() == Severity::Error; });
}

}  // namespace pgberth
