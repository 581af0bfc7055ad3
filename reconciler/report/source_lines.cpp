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

/// Whether a word has a colon and an `@` behind it, as in `user:password@host`.
bool has_login(std::string_view line) {
  for (std::size_t at = line.find('@'); at != std::string_view::npos; at = line.find('@', at + 1)) {
    const std::size_t blank = line.substr(0, at).find_last_of(" \t\"'");
    const std::size_t begin = blank == std::string_view::npos ? 0 : blank + 1;
    if (line.substr(begin, at - begin).find(':') != std::string_view::npos) return true;
  }
  return false;
}

bool speaks_of_credentials(std::string_view line) {
  constexpr std::array<std::string_view, 11> words{"pass",   "pw",         "secret",  "auth",
                                                   "token",  "credential", "private", "key",
                                                   "value:", "-----begin", "enc["};
  const std::string text = lower(line);
  if (std::ranges::any_of(
          words, [&](std::string_view word) { return text.find(word) != std::string::npos; }))
    return true;
  const std::size_t scheme = text.find("://");
  return (scheme != std::string::npos && text.find('@', scheme) != std::string::npos) ||
         has_login(text);
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

/// Whether `&x` or `*x` stands in the line: what it names is written, or used, elsewhere.
bool has_anchor_or_alias(std::string_view line) {
  for (std::size_t at = line.find_first_of("&*"); at != std::string_view::npos;
       at = line.find_first_of("&*", at + 1)) {
    const bool begins =
        at == 0 || std::string_view(" \t[{,:").find(line[at - 1]) != std::string_view::npos;
    const bool names = at + 1 < line.size() &&
                       std::string_view(" \t\"'").find(line[at + 1]) == std::string_view::npos;
    if (begins && names) return true;
  }
  return false;
}

/// Whether a quote opens or closes in the line and its partner is on another one.
bool has_odd_quote(std::string_view line) {
  return std::ranges::count(line, '"') % 2 != 0 || std::ranges::count(line, '\'') % 2 != 0;
}

/// Whether `code` says that a file was not read to its end.
bool stops_reading(Code code) {
  constexpr std::array codes{Code::FileMissing, Code::FileUnreadable, Code::FileTooLarge,
                             Code::NotText,     Code::YamlSyntax,     Code::YamlLimit,
                             Code::NotAMapping};
  return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

SourceLines::SourceLines(Reader reader, const Desired& desired) : reader_(std::move(reader)) {
  // A value of the wrong type may have kept a file from being read, and then nothing is asked for.
  const bool nothing_read = desired.claims.claims.empty() && has_error(desired.findings);
  secrets_known_ =
      !nothing_read && std::ranges::none_of(desired.findings, stops_reading, &Finding::code);
  for (const auto& [pos, secret] : desired.given) secret_.emplace(*pos.file, pos.line);
}

std::optional<std::string> SourceLines::line(const SourcePos& pos) {
  if (!secrets_known_ || !pos.known() || pos.line <= 0 || secret_.contains({*pos.file, pos.line}))
    return {};
  const std::vector<std::string>& lines = lines_of(*pos.file);
  const auto index = static_cast<std::size_t>(pos.line) - 1;
  if (index >= lines.size()) return {};
  const std::string& line = lines[index];
  if (speaks_of_credentials(line) || has_anchor_or_alias(line) || has_odd_quote(line) ||
      !begins_with_key(line))
    return {};
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
