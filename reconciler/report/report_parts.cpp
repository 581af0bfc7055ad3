#include "reconciler/report/report_parts.h"

namespace pgberth {

Unclaimed unclaimed_of(const PassReport& report) {
  return unclaimed(report.resolved, report.inventories.value_or(Inventories{}), report.state,
                   report.plan.states);
}

std::string kind_of(const Unclaimed::Database& database) {
  return database.half_built ? "left-over" : "database";
}

std::string detail_of(const Unclaimed::Database& database) {
  if (!database.half_built) return "";
  return database.becomes.empty() ? "half built"
                                  : "half built, becomes \"" + database.becomes.str() + "\"";
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
