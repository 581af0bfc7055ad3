#include "reconciler/text/scalar.h"

#include <gtest/gtest.h>

#include <utility>

namespace pgberth {
namespace {

std::string printed(std::string_view text) {
  return go_number(typed(text).number);
}

TEST(Scalar, PrintsNumbersAsGoDoes) {
  EXPECT_EQ(printed("123456"), "123456");
  EXPECT_EQ(printed("1234567"), "1.234567e+06");
  EXPECT_EQ(printed("2024010112"), "2.024010112e+09");
  EXPECT_EQ(printed("1000000"), "1e+06");
  EXPECT_EQ(printed("0.0001"), "0.0001");
  EXPECT_EQ(printed("0.00001"), "1e-05");
  EXPECT_EQ(printed("-1.50"), "-1.5");
  EXPECT_EQ(printed("0"), "0");
  EXPECT_EQ(printed("18446744073709551616"), "1.8446744073709552e+19");
}

TEST(Scalar, ReadsIntegersOfAllBases) {
  for (const auto& [text, number] : {std::pair<const char*, double>{"010", 8},
                                     {"0o17", 15},
                                     {"0x1f", 31},
                                     {"0b101", 5},
                                     {"1_000", 1000},
                                     {"+7", 7},
                                     {"-0x10", -16},
                                     {"0", 0}}) {
    EXPECT_EQ(typed(text).kind, Kind::Int) << text;
    EXPECT_EQ(typed(text).number, number) << text;
  }
}

TEST(Scalar, ReadsDecimalsAndLeavesTheRestAsText) {
  EXPECT_EQ(typed("08").kind, Kind::Float);
  EXPECT_EQ(typed("08").number, 8);
  EXPECT_EQ(typed("1e3").number, 1000);
  EXPECT_EQ(typed("5.").kind, Kind::Float);
  EXPECT_EQ(typed(".5").number, 0.5);
  for (const char* text : {"1.2.3", "0x", "-", "+", ".", "1e", "10.0.0.7", "2024-01-01", "0b12",
                           "1e999", "12a", "yEs", "nULL"})
    EXPECT_EQ(typed(text).kind, Kind::String) << text;
}

}  // namespace
}  // namespace pgberth
