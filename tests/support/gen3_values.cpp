#include "tests/support/gen3_values.h"

namespace pgberth {

std::string gen3_values(const std::vector<std::string>& services, const std::string& suffix) {
  std::string text =
      "global:\n  dev: false\n  postgres:\n    dbCreate: true\n    master:\n"
      "      host: db.example.internal\n      username: postgres\n";
  for (const char* chart :
       {"arborist", "audit", "fence", "indexd", "metadata", "peregrine", "sheepdog", "wts"})
    text += std::string(chart) + ": {enabled: false}\n";
  for (const std::string& service : services)
    text.append(service)
        .append(":\n  enabled: true\n  postgres: {database: ")
        .append(service)
        .append(suffix)
        .append(", username: ")
        .append(service)
        .append(suffix)
        .append("}\n");
  return text;
}

}  // namespace pgberth
