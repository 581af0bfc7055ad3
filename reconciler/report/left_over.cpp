#include "reconciler/report/left_over.h"

#include "reconciler/base/identifier.h"

#include <set>

namespace pgberth {

std::vector<std::string> statements_for_a_person(const Finding& finding, const Claims& claims) {
  if (finding.code != Code::LeftOverBuilding) return {};
  std::set<std::string> statements;
  for (const ClaimId& id : finding.claims) {
    const auto claim = claims.claims.find(id);
    if (claim == claims.claims.end()) continue;
    const Text* database = text_of(claim->second.credential, Field::Database);
    if (database == nullptr) continue;
    // A building name is a constant prefix and hexadecimal digits: nothing in it needs escaping.
    statements.insert("DROP DATABASE \"" + building_name(DatabaseName{database->text}).str() +
                      "\";");
  }
  return {statements.begin(), statements.end()};
}

}  // namespace pgberth
