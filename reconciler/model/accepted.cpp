#include "reconciler/model/accepted.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

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

Finding unclear(const Accepted& accepted, const std::vector<const Finding*>& fitting) {
  Finding finding{.code = Code::AcceptUnclear,
                  .what = "accepting " + to_string(accepted.code) + " of \"" +
                          accepted.claim.str() + "\" fits " + std::to_string(fitting.size()) +
                          " findings, and silences none of them",
                  .where = accepted.at,
                  .hint = "Say which one with text: a piece of its line that the others lack.",
                  .claims = {accepted.claim}};
  for (const Finding* each : fitting)
    if (each->where.known()) finding.also.push_back(each->where);
  return finding;
}

Finding unused(const Accepted& accepted, bool known) {
  return {.code = Code::AcceptUnused,
          .what = known ? "accepting " + to_string(accepted.code) + " of \"" +
                              accepted.claim.str() + "\" silences nothing"
                        : "nothing asks for \"" + accepted.claim.str() +
                              "\", of which a finding is accepted",
          .where = accepted.at,
          .hint = known ? "Take it out, or correct code and text."
                        : "Correct the name of the claim, or take it out.",
          .claims = known ? std::set<ClaimId>{accepted.claim} : std::set<ClaimId>{}};
}

bool speaks_of(const Accepted& accepted, const Finding& finding) {
  if (finding.code != accepted.code || !finding.claims.contains(accepted.claim)) return false;
  const std::string line = to_string(finding.where) + ": " + finding.what;
  return line.find(accepted.text) != std::string::npos;
}

bool same_but_claims(const Finding& one, const Finding& other) {
  return std::tie(one.code, one.what, one.where, one.hint, one.also) ==
         std::tie(other.code, other.what, other.where, other.hint, other.also);
}

}  // namespace

Sight sight_of(const Claims& claims, std::set<ClaimId> partly) {
  Sight sight{.partly = std::move(partly)};
  for (const auto& [id, claim] : claims.claims) sight.claims.insert(id);
  return sight;
}

Sight sight_of_values(const Claims& claims) {
  Sight sight = sight_of(claims, {});
  sight.partly = sight.claims;
  return sight;
}

std::vector<Accepted> accepted_of(const std::vector<Accepted>& accepted,
                                  const std::set<EnvironmentName>& environments) {
  std::vector<Accepted> found;
  for (const Accepted& one : accepted)
    if (environments.contains(environment_of(one.claim))) found.push_back(one);
  return found;
}

std::size_t silence(const std::vector<Accepted>& accepted, std::chrono::sys_days today,
                    const Sight& sight, Findings& findings) {
  sort_findings(findings);
  const bool may_be_unused = !has_error(findings);  // An error may have hidden claim or finding.
  std::set<std::pair<const Finding*, ClaimId>> silenced;
  Findings told;
  for (const Accepted& one : accepted) {
    std::vector<const Finding*> fitting;
    for (const Finding& finding : findings)
      if (speaks_of(one, finding)) fitting.push_back(&finding);
    const bool known = sight.claims.contains(one.claim);
    if (fitting.empty() && may_be_unused && !sight.partly.contains(one.claim))
      told.push_back(unused(one, known));
    if (fitting.empty()) continue;
    if (one.until < today)
      told.push_back(ended(one));
    else if (fitting.size() > 1)
      told.push_back(unclear(one, fitting));
    else
      silenced.emplace(fitting.front(), one.claim);
  }
  for (Finding& finding : findings)
    if (std::erase_if(finding.claims,
                      [&](const ClaimId& claim) { return silenced.contains({&finding, claim}); }) >
            0 &&
        finding.claims.empty())
      finding.what.clear();
  std::erase_if(findings, [](const Finding& finding) { return finding.what.empty(); });
  findings.insert(findings.end(), told.begin(), told.end());
  return silenced.size();
}

void keep_told(const Findings& all, Findings& part) {
  for (Finding& finding : part) {
    std::set<ClaimId> claims;
    bool found = false;
    for (const Finding& kept : all) {
      if (!same_but_claims(kept, finding)) continue;
      found = true;
      std::ranges::set_intersection(kept.claims, finding.claims,
                                    std::inserter(claims, claims.end()));
    }
    if (!found || (claims.empty() && !finding.claims.empty())) finding.what.clear();
    finding.claims = std::move(claims);
  }
  std::erase_if(part, [](const Finding& finding) { return finding.what.empty(); });
}

}  // namespace pgberth
