#include "reconciler/report/findings_text.h"

#include "reconciler/report/escape.h"
#include "reconciler/report/left_over.h"

#include <algorithm>
#include <optional>

namespace pgberth {
namespace {

constexpr std::size_t kLineRoom = 160;  ///< Bytes of a source line that are shown at most.

std::string in_colour(Severity severity, const Paint& paint) {
  const std::string_view word = to_string(severity);
  switch (severity) {
    case Severity::Error:
      return paint.red(word);
    case Severity::Warning:
      return paint.yellow(word);
    case Severity::Note:
      break;
  }
  return paint.cyan(word);
}

/// How many bytes the word at `at` has: up to a blank, a comma or a closing bracket.
std::size_t word_length(std::string_view line, std::size_t at) {
  const std::size_t end = line.find_first_of(" \t,]}", at);
  const std::size_t length = (end == std::string_view::npos ? line.size() : end) - at;
  return std::max<std::size_t>(length, 1);
}

/// The source line, and a caret below the column.
std::string excerpt(const SourcePos& pos, const std::string& whole, const Paint& paint) {
  std::size_t at = pos.column <= 0 ? 0 : static_cast<std::size_t>(pos.column) - 1;
  at = std::min(at, whole.size());
  const std::size_t start = at < kLineRoom / 2 ? 0 : at - kLineRoom / 2;
  const std::string_view line = std::string_view(whole).substr(start, kLineRoom);
  at -= start;
  const std::string number = std::to_string(pos.line);
  const std::string margin = "   " + std::string(number.size() < 2 ? 1 : 0, ' ');
  const std::size_t before = columns(printable(line.substr(0, at)));
  const std::size_t marked = columns(printable(line.substr(at, word_length(line, at))));
  const std::string marker = "^" + std::string(marked > 1 ? marked - 1 : 0, '~');
  return margin + number + " | " + printable(line) + "\n" + margin +
         std::string(number.size(), ' ') + " | " + std::string(before, ' ') + paint.green(marker) +
         "\n";
}

std::string also_text(const std::vector<SourcePos>& also) {
  std::string text;
  for (const SourcePos& pos : also)
    if (pos.known()) text += (text.empty() ? "  see also: " : ", ") + printable(to_string(pos));
  return text.empty() ? text : text + "\n";
}

}  // namespace

std::string finding_text(const Finding& finding, const Claims& claims, const Look& look) {
  std::string text;
  if (finding.where.known())
    text += look.paint.bold(printable(to_string(finding.where)) + ":") + " ";
  text += in_colour(finding.severity(), look.paint) + ": " + printable(finding.what) + " [" +
          to_string(finding.code) + "]\n";
  if (look.lines != nullptr && finding.code != Code::YamlSyntax)
    if (const auto line = look.lines->line(finding.where))
      text += excerpt(finding.where, *line, look.paint);
  text += also_text(finding.also);
  if (!finding.hint.empty()) text += "  hint: " + printable(finding.hint) + "\n";
  for (const std::string& statement : statements_for_a_person(finding, claims))
    text += "  by hand: " + printable(statement) + "\n";
  return text;
}

std::string findings_text(const Findings& findings, const Claims& claims, const Look& look) {
  std::string text;
  for (const Finding& finding : findings) text += finding_text(finding, claims, look);
  return text;
}

std::string error_text(const Error& error, const Look& look) {
  return finding_text(finding_of(error), {}, look);
}

}  // namespace pgberth
