#include "reconciler/report/report_parts.h"

#include <algorithm>

namespace pgberth {

Unclaimed unclaimed_of(const PassReport& report) {
  Unclaimed found = unclaimed(report.resolved, report.inventories.value_or(Inventories{}),
                              report.state, report.plan.states);
  // An error about no claim may have kept claims from being made.
  found.all_read = std::ranges::none_of(report.findings, [](const Finding& finding) {
    return finding.severity() == Severity::Error && finding.claims.empty();
  });
  return found;
}

std::string kind_of(const Unclaimed::Database& database) {
  return database.half_built ? "left-over" : "database";
}

std::string detail_of(const Unclaimed::Database& database) {
  if (!database.half_built) return "";
  return database.building_of.empty() ? "half built"
                                      : "half built for \"" + database.building_of.str() + "\"";
}

std::string detail_of(const Unclaimed::Role& role) {
  return role.login ? "login" : "no login";
}

std::string detail_of(const Unclaimed::Incomplete& incomplete) {
  std::string text;
  for (const std::string& missing : incomplete.missing)
    text += (text.empty() ? "no " : ", no ") + missing;
  return text;
}

}  // namespace pgberth
