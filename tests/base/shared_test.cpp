#include "reconciler/base/shared.h"

#include "reconciler/base/source_pos.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace pgberth {
namespace {

TEST(Shared, HoldsAnEmptyValueByDefault) {
  EXPECT_EQ(*Shared<std::string>{}, "");
  EXPECT_EQ((Shared<std::map<int, int>> {} -> size()), 0u);
}

TEST(Shared, ComparesContentNotPlace) {
  const Shared<std::string> one{std::string("a")};
  const Shared<std::string> same{std::string("a")};
  const Shared<std::string> other{std::string("b")};

  EXPECT_NE(&*one, &*same);
  EXPECT_EQ(one, same);
  EXPECT_NE(one, other);
  EXPECT_LT(one, other);
  EXPECT_GT(other, same);
}

TEST(Shared, CopiesThePointerOnly) {
  const Shared<std::string> one{std::string("a")};
  const auto copy = one;  // NOLINT(performance-unnecessary-copy-initialization)

  EXPECT_EQ(&*copy, &*one);
}

TEST(SourcePos, ReadsAsEditorsParseIt) {
  EXPECT_EQ(to_string(SourcePos{.file = std::string("v.yaml"), .line = 12, .column = 7}),
            "v.yaml:12:7");
  EXPECT_EQ(to_string(SourcePos{.file = std::string("v.yaml")}), "v.yaml");
  EXPECT_EQ(to_string(SourcePos{}), "");
  EXPECT_FALSE(SourcePos{}.known());
}

TEST(SourcePos, SortsByFileLineAndColumn) {
  const SourcePos first{.file = std::string("a"), .line = 2, .column = 9};

  EXPECT_LT(first, (SourcePos{.file = std::string("a"), .line = 10, .column = 1}));
  EXPECT_LT(first, (SourcePos{.file = std::string("a"), .line = 2, .column = 10}));
  EXPECT_LT(first, (SourcePos{.file = std::string("b"), .line = 1, .column = 1}));
}

}  // namespace
}  // namespace pgberth
