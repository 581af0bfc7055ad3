#include "tests/support/server_log.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace pgberth {

int count(const std::string& text, const std::string& word) {
  int found = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

std::string new_lines(const PostgresFixture& postgres, const std::string& before) {
  return postgres.log().substr(before.size());
}

std::vector<std::string> changes_in(const std::string& lines) {
  static constexpr std::array verbs{"CREATE ",  "ALTER ",    "GRANT ",   "REVOKE ",
                                    "COMMENT ", "INSERT ",   "UPDATE ",  "DELETE ",
                                    "DROP ",    "TRUNCATE ", "SECURITY "};
  std::vector<std::string> changes;
  std::istringstream text(lines);
  for (std::string line; std::getline(text, line);)
    if (std::ranges::any_of(verbs, [&](const char* verb) { return count(line, verb) > 0; }))
      changes.push_back(line);
  return changes;
}

}  // namespace pgberth
