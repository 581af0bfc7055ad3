#include "reconciler/settings/within.h"

#include <gtest/gtest.h>

#include "tests/support/values_tree.h"
#include <map>
#include <string>

namespace pgberth {
namespace {

Within tree_of(const std::string& folder) {
  return {std::make_unique<testing::MemoryTree>(
              std::map<std::string, std::string>{{"a.yaml", "a: 1\n"}, {"b/c.yaml", "c: 1\n"}}),
          folder};
}

TEST(Within, CallsFilesAsTheyAreCalledOutside) {
  Within tree = tree_of("values/qa");

  EXPECT_EQ(*tree.read("values/qa/a.yaml", 100), "a: 1\n");
  EXPECT_EQ(*tree.files("values/qa"),
            (std::vector<std::string>{"values/qa/a.yaml", "values/qa/b/c.yaml"}));
  EXPECT_EQ(*tree.files("values/qa/b"), std::vector<std::string>{"values/qa/b/c.yaml"});
}

TEST(Within, ReadsNothingThatIsNotBelowIt) {
  Within tree = tree_of("values/qa");

  for (const char* path : {"a.yaml", "values/a.yaml", "values/qa2/a.yaml", "/etc/passwd", ""}) {
    const auto text = tree.read(path, 100);
    ASSERT_FALSE(text) << path;
    EXPECT_EQ(text.error().code, Code::FileUnreadable);
  }
}

TEST(Within, NamesTheWholePathInErrors) {
  Within tree = tree_of("values/qa");

  EXPECT_EQ(*tree.read("values/qa/gone.yaml", 100).error().where.file, "values/qa/gone.yaml");
}

TEST(Within, CallsWhatIsNotFollowedAsItIsCalledOutside) {
  testing::MemoryTree outside(std::map<std::string, std::string>{{"values/qa/a.yaml", "a: 1\n"}});
  outside.modules = {"values/qa/m"};
  Within tree(std::make_unique<Beneath>(outside, "values/qa"), "values/qa");

  const auto told = tree.not_followed("values/qa");

  ASSERT_EQ(told->size(), 1U);
  EXPECT_EQ(*told->front().where.file, "values/qa/m");
  EXPECT_FALSE(tree.not_followed("values"));
}

TEST(Within, OfNoFolderIsTheTreeItself) {
  Within tree = tree_of("");

  EXPECT_EQ(*tree.read("a.yaml", 100), "a: 1\n");
}

}  // namespace
}  // namespace pgberth
