#include "reconciler/report/escape.h"

#include "reconciler/report/table.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

using namespace std::string_literals;

TEST(Printable, LeavesOrdinaryTextAsItIs) {
  for (const std::string text :
       {"fence_prod", "grüße", "日本", "emoji \xf0\x9f\x9a\xa2", "a\\b \"c\""})
    EXPECT_EQ(printable(text), text);
}

TEST(Printable, BreaksUpWhatRunnersOfWorkflowsObey) {
  EXPECT_EQ(printable("a ##[error]b"), "a #\\x23[error]b");
  EXPECT_EQ(printable("###vso[task.complete]"), "##\\x23vso[task.complete]");
  EXPECT_EQ(printable("## a heading [x], ##, [#]"), "## a heading [x], ##, [#]");
  EXPECT_EQ(printable("::error file=a::b"), "\\x3a:error file=a::b");
  EXPECT_EQ(printable("  ::stop-commands::x"), "  \\x3a:stop-commands::x");
  EXPECT_EQ(printable("::1"), "::1");
  EXPECT_EQ(printable("a ::b"), "a ::b");
}

TEST(Printable, MakesHiddenCharactersVisible) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"\x1b[31mred", "\\x1b[31mred"},
      {"a\nb\rc\td", "a\\nb\\rc\\td"},
      {"nul\0nul"s, "nul\\x00nul"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b"
       "31m",
       "\\u{9b}31m"},  // one-character escape sequence
      {"\xe2\x80\xae"
       "txt",
       "\\u{202e}txt"},               // right to left
      {"\xe2\x81\xa6", "\\u{2066}"},  // isolate
      {"zero\xe2\x80\x8bwidth", "zero\\u{200b}width"},
      {"\xef\xbb\xbf", "\\u{feff}"},
      {"\xf3\xa0\x81\x81", "\\u{e0041}"},  // tag character
      {"\xff\xfe", "\\xff\\xfe"},
      {"\xc0\xaf", "\\xc0\\xaf"},                    // overlong
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},           // surrogate
      {"\xe2\x80", "\\xe2\\x80"},                    // cut off
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // past the last character
  };
  for (const auto& [text, shown] : cases) EXPECT_EQ(printable(text), shown);
}

TEST(CsvField, QuotesWhatWouldEndAField) {
  EXPECT_EQ(csv_field("fence_prod"), "fence_prod");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("a;b"), "\"a;b\"");
  EXPECT_EQ(csv_field("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(csv_field("it's"), "\"it's\"");
}

TEST(CsvField, HasNoLineBreakAndNoEscapeSequence) {
  EXPECT_EQ(csv_field("a\r\nb\x1b[31m\tc"), "\"a\\r\\nb\\x1b[31m\\tc\"");
}

TEST(CsvField, IsNoFormula) {
  EXPECT_EQ(csv_field("=1+1"), "\"'=1+1\"");
  EXPECT_EQ(csv_field("+1"), "\"'+1\"");
  EXPECT_EQ(csv_field("-1"), "\"'-1\"");
  EXPECT_EQ(csv_field("@SUM(A1)"), "\"'@SUM(A1)\"");
  EXPECT_EQ(csv_field("  =1"), "\"'  =1\"");
  EXPECT_EQ(csv_field("\xef\xbc\x9d"
                      "1"),
            "\"'\xef\xbc\x9d"
            "1\"");
  EXPECT_EQ(csv_field("a=1"), "a=1");
  EXPECT_EQ(csv_field("   "), "\"   \"");
}

TEST(Printable, CountsCharactersAsColumns) {
  EXPECT_EQ(columns("abc"), 3u);
  EXPECT_EQ(columns("grüße"), 5u);
}

TEST(Table, AlignsColumnsWhateverTheirColour) {
  const auto red = [](const std::string& text) { return "\x1b[31m" + text + "\x1b[0m"; };

  EXPECT_EQ(aligned({{Cell("+", red), Cell("role"), Cell("fence")},
                     {Cell("+"), Cell("database"), Cell("x")}}),
            "\x1b[31m+\x1b[0m role      fence\n"
            "+ database  x\n");
}

TEST(Table, LeavesNothingBehindTheLastCell) {
  EXPECT_EQ(aligned({{Cell("+"), Cell("a"), Cell("")}, {Cell("+"), Cell("longer"), Cell("b")}}),
            "+ a\n+ longer  b\n");
}

TEST(Table, LetsNoLongCellMoveTheOthers) {
  EXPECT_EQ(aligned({{Cell("+"), Cell(std::string(30, 'x')), Cell("a")},
                     {Cell("+"), Cell("y"), Cell("b")}},
                    4),
            "+ " + std::string(30, 'x') + "  a\n+ y     b\n");
}

}  // namespace
}  // namespace pgberth
