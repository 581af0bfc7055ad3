#include "reconciler/adapters/postgres/privileges.h"

#include <algorithm>
#include <cctype>

namespace pgberth {
namespace {

std::vector<std::string> all_on(On on, int version) {
  switch (on) {
    case On::Database:
      return {"CREATE", "CONNECT", "TEMPORARY"};
    case On::Schema:
      return {"USAGE", "CREATE"};
    case On::Tables:
    case On::FutureTables:
      break;
  }
  std::vector<std::string> all{"SELECT",   "INSERT",     "UPDATE", "DELETE",
                               "TRUNCATE", "REFERENCES", "TRIGGER"};
  if (version >= 170000) all.emplace_back("MAINTAIN");
  return all;
}

/// The words of `text`, in capitals.
std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  std::string word;
  for (const char c : std::string(text) + ",") {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      word += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    } else if (!word.empty()) {
      words.insert(word == "TEMP" ? "TEMPORARY" : word);
      word.clear();
    }
  }
  return words;
}

}  // namespace

std::vector<std::string> privileges_of(On on, std::string_view text, int version) {
  std::vector<std::string> privileges = all_on(on, version);
  const std::set<std::string> words = words_of(text);
  if (words.contains("ALL")) return privileges;
  std::erase_if(privileges, [&](const std::string& each) { return !words.contains(each); });
  return privileges;
}

std::string joined(const std::vector<std::string>& privileges) {
  std::string text;
  for (const std::string& each : privileges) {
    if (!text.empty()) text += ", ";
    text += each;
  }
  return text;
}

}  // namespace pgberth
