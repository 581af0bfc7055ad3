#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pgberth {

/// `text` as it may stand in one line of a terminal, a log or a pager, whoever wrote it: control
/// characters, escape sequences, line breaks, invisible and direction-changing characters and bytes
/// that are not UTF-8 become visible (`\n`, `\x1b`, `\u{202e}`); all else stays as it is.
/// A `##[` or `##word[` is broken up as without_commands() does.
/// This is the one escaper of text output. JSON has its own: see json.h.
std::string printable(std::string_view text);

/// `text` with `number_sign` in place of the second `#` of each `##[…` and `##word[…`: runners of
/// workflows take those for commands wherever they stand in a line of their logs.
std::string without_commands(std::string text, std::string_view number_sign);

/// How many columns `text`, as printable() returned it, takes: one for each character.
std::size_t columns(std::string_view text);

/// `text` as printable() shows it, where SVG and other XML may have it, in attributes too.
std::string xml_text(std::string_view text);

/// `text` as printable() shows it, inside a quoted Mermaid label: whatever Mermaid, Markdown or
/// HTML could take for more than a letter stands as its number (`#35;`).
std::string mermaid_text(std::string_view text);

/// `text` as printable() shows it, as one field of CSV: quoted where it must be, and with a `'`
/// before what a spreadsheet would take for a formula.
std::string csv_field(std::string_view text);

/// `text` as printable() shows it, as a code span of Markdown, also in a cell of a table: nothing
/// in it is a mention, a link, HTML, an image, a fence or a column's end. What could end the span
/// becomes visible as printable() would show it. Of long text the first `most` bytes.
std::string markdown_code(std::string_view text, std::size_t most = 400);

/// `text` as printable() shows it, as the message of a workflow command of GitHub.
std::string github_message(std::string_view text);

/// The same, as one property of it (`file=…,title=…`).
std::string github_property(std::string_view text);

/// `path` as a relative URI: all bytes that are not plain are percent-encoded, and it names no
/// scheme, host or parent.
std::string relative_uri(std::string_view path);

/// The first `most` bytes of `text` with `…` behind them, or all of it; no character is cut apart.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace pgberth
