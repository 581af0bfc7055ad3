#include "reconciler/report/source_lines.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <string_view>

namespace pgberth {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool speaks_of_credentials(std::string_view line) {
  constexpr std::array<std::string_view, 9> words{
      "pass", "pwd", "secret", "token", "credential", "private", "key", "-----begin", "enc["};
  const std::string text = lower(line);
  if (std::ranges::any_of(
          words, [&](std::string_view word) { return text.find(word) != std::string::npos; }))
    return true;
  const std::size_t scheme = text.find("://");
  return scheme != std::string::npos && text.find('@', scheme) != std::string::npos;
}

/// Whether the line begins with `key:` or `- key:`. Others may be the inside of a longer text.
bool begins_with_key(std::string_view line) {
  const std::size_t start = line.find_first_not_of(" -");
  if (start == std::string_view::npos) return false;
  const std::size_t colon = line.find(':', start);
  if (colon == std::string_view::npos) return false;
  return std::ranges::all_of(line.substr(start, colon - start), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.' || c == '"' || c == '\'';
  });
}

}  // namespace

SourceLines::SourceLines(Reader reader, const GivenSecrets& given) : reader_(std::move(reader)) {
  for (const auto& [pos, secret] : given) secret_.emplace(*pos.file, pos.line);
}

std::optional<std::string> SourceLines::line(const SourcePos& pos) {
  if (!pos.known() || pos.line <= 0 || secret_.contains({*pos.file, pos.line})) return {};
  const std::vector<std::string>& lines = lines_of(*pos.file);
  const auto index = static_cast<std::size_t>(pos.line) - 1;
  if (index >= lines.size()) return {};
  const std::string& line = lines[index];
  if (speaks_of_credentials(line) || !begins_with_key(line)) return {};
  return line;
}

const std::vector<std::string>& SourceLines::lines_of(const std::string& file) {
  const auto [found, fresh] = files_.try_emplace(file);
  if (!fresh) return found->second;
  std::istringstream text(reader_(file).value_or(""));
  for (std::string line; std::getline(text, line);) {
    if (line.ends_with('\r')) line.pop_back();
    found->second.push_back(line);
  }
  return found->second;
}

}  // namespace pgberth
