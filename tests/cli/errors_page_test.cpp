#include "reconciler/base/codes.h"
#include "reconciler/cli/explain.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace pgberth {
namespace {

std::vector<std::string> headings() {
  std::ifstream page(PGBERTH_SOURCE_DIR "/reconciler/ERRORS.md");
  std::vector<std::string> found;
  for (std::string line; std::getline(page, line);)
    if (line.starts_with("## ")) found.push_back(line.substr(3));
  return found;
}

TEST(ErrorsPage, HasOnePageForEachCodeInTheOrderOfTheirNumbers) {
  std::vector<std::string> wanted;
  for (const CodeInfo& row : all_codes())
    wanted.push_back(to_string(row.code) + " " + std::string(row.title));

  EXPECT_EQ(headings(), wanted);
}

TEST(ErrorsPage, SaysOnEachPageWhatTheMessageLooksLikeAndWhatToDo) {
  for (const CodeInfo& row : all_codes()) {
    const std::string code = to_string(row.code);
    const auto page = page_of(code);
    ASSERT_TRUE(page) << code;
    EXPECT_TRUE(page->starts_with(code + " " + std::string(row.title) + "\n")) << *page;
    EXPECT_NE(page->find("[" + code + "]\n"), std::string::npos) << *page;
    EXPECT_NE(page->find("\nWhat to do: "), std::string::npos) << *page;
    EXPECT_EQ(page->find("## "), std::string::npos) << *page;
  }
}

TEST(Explain, TakesACodeInAnySpelling) {
  for (const char* spelling : {"E501", "e501", "501", "W501"})
    EXPECT_TRUE(page_of(spelling) && page_of(spelling)->starts_with("E501 ")) << spelling;
}

TEST(Explain, NamesCodesThatLookAlike) {
  for (const char* wrong : {"E50", "E599", "5011"}) {
    const auto page = page_of(wrong);
    ASSERT_FALSE(page) << wrong;
    EXPECT_EQ(page.error().code, Code::UnknownCode);
    EXPECT_NE(page.error().hint.find("E50"), std::string::npos) << page.error().hint;
  }
}

TEST(Explain, RefusesWhatIsNoCode) {
  for (const char* wrong : {"", "E", "fence", "E-1", "[E501]", "E501 a"})
    EXPECT_FALSE(page_of(wrong)) << wrong;
}

TEST(Explain, ListsAllCodes) {
  const std::string list = list_of_codes();

  EXPECT_NE(list.find("E101  a file is missing\n"), std::string::npos) << list;
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(list, '\n')), all_codes().size());
}

}  // namespace
}  // namespace pgberth
