#include "reconciler/base/codes.h"

#include <gtest/gtest.h>

#include <cctype>
#include <set>
#include <string>

namespace pgberth {
namespace {

TEST(Codes, AscendAndAreUnique) {
  int before = 0;
  for (const auto& row : all_codes()) {
    EXPECT_GT(static_cast<int>(row.code), before);
    before = static_cast<int>(row.code);
  }
}

TEST(Codes, HaveATitleOfTheirOwn) {
  std::set<std::string_view> titles;
  for (const auto& row : all_codes()) {
    EXPECT_FALSE(row.title.empty());
    EXPECT_FALSE(row.title.ends_with('.')) << row.title;
    EXPECT_TRUE(titles.insert(row.title).second) << row.title;
  }
}

TEST(Codes, AreFoundAgain) {
  for (const auto& row : all_codes()) {
    EXPECT_EQ(info(row.code).title, row.title);
    EXPECT_EQ(severity_of(row.code), row.severity);
  }
}

TEST(Codes, ReadAsALetterAndThreeDigits) {
  EXPECT_EQ(to_string(Code::Internal), "E001");
  EXPECT_EQ(to_string(Code::FileTooLarge), "E103");
  EXPECT_EQ(to_string(Code::DuplicateKey), "W108");
  EXPECT_EQ(to_string(Code::HostDiffers), "N329");
  for (const auto& row : all_codes()) {
    const auto text = to_string(row.code);
    ASSERT_EQ(text.size(), 4u);
    EXPECT_EQ(std::toupper(to_string(row.severity).front()), text.front());
  }
}

}  // namespace
}  // namespace pgberth
