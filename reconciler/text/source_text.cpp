#include "reconciler/text/source_text.h"

#include <algorithm>

namespace pgberth {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// Where the tag, the anchor or the comment at `at` ends.
std::size_t end_of_property(std::string_view text, std::size_t at) {
  if (text[at] == '#') return text.find('\n', at);
  return text.find_first_of(
      text.substr(at, 2) == "!<" ? std::string_view(">") : std::string_view(" \t\r\n"), at);
}

std::size_t start_of_scalar(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const char c = text[at];
    if (kBlanks.find(c) != std::string_view::npos) {
      ++at;
    } else if (c == '&' || c == '!' || c == '#') {
      at = std::min(end_of_property(text, at), text.size() - 1) + 1;
    } else {
      break;
    }
  }
  return at;
}

bool closed(std::string_view text, std::size_t open) {
  const char quote = text[open];
  for (std::size_t at = open + 1; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      const bool doubled = quote == '\'' && text.substr(at + 1, 1) == "'";
      if (!doubled) return true;
      ++at;
    }
  }
  return false;
}

}  // namespace

SourcePos position_of(std::string_view text, std::size_t offset, const Shared<std::string>& file) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {.file = file,
          .line = 1 + static_cast<int>(std::ranges::count(before, '\n')),
          .column = 1 + static_cast<int>(offset - line_start)};
}

std::optional<Finding> quote_left_open(std::string_view text, std::size_t offset,
                                       const Shared<std::string>& file) {
  const std::size_t open = start_of_scalar(text, offset);
  const bool in_quotes = open < text.size() && (text[open] == '"' || text[open] == '\'');
  if (!in_quotes || closed(text, open)) return std::nullopt;
  return Finding{.code = Code::YamlSyntax,
                 .what = "a quote opens here and nothing closes it",
                 .where = position_of(text, open, file),
                 .hint = "Close the quote; nothing of this file was used."};
}

}  // namespace pgberth
