// Files with several documents.

#include "reconciler/text/yaml.h"

#include <gtest/gtest.h>

#include <string>

namespace pgberth {
namespace {

std::string texts(const YamlDocuments& read) {
  std::string all;
  for (const ValuePtr& root : read.roots) {
    const ValuePtr value = child_of(root, "a");
    all += (value ? value->text + " " + std::to_string(value->at.line) : "-") + ";";
  }
  return all;
}

TEST(YamlDocuments, AreReadInTheirOrderWithTheirLines) {
  const YamlDocuments read = read_documents("a: 1\n---\na: 2\n--- # three\n\na: 3\n", "f.yaml");

  EXPECT_EQ(texts(read), "1 1;2 3;3 6;");
  EXPECT_TRUE(read.findings.empty());
}

TEST(YamlDocuments, ThatAreEmptyAreLeftOut) {
  EXPECT_EQ(texts(read_documents("---\n---\n# nothing\n---\na: 1\n---\n", "f.yaml")), "1 5;");
  EXPECT_EQ(texts(read_documents("", "f.yaml")), "");
}

TEST(YamlDocuments, BeforeABrokenOneAreThere) {
  const YamlDocuments read = read_documents("a: 1\n---\na: [\n---\na: 3\n", "f.yaml");

  EXPECT_EQ(texts(read), "1 1;");
  ASSERT_EQ(read.findings.size(), 1U);
  EXPECT_EQ(read.findings[0].code, Code::YamlSyntax);
}

TEST(YamlDocuments, MayBeListsAndBeginWithAByteOrderMark) {
  const YamlDocuments read = read_documents("\xef\xbb\xbf[1, 2]\n---\na: 1\n", "f.yaml");

  ASSERT_EQ(read.roots.size(), 2U);
  EXPECT_EQ(read.roots[0]->kind, Kind::Sequence);
}

TEST(YamlDocuments, AreHeldToTheLimitsEach) {
  const YamlLimits limits{.nodes = 5};

  EXPECT_TRUE(read_documents("a: 1\n---\na: 1\n---\na: 1\n", "f.yaml", limits).findings.empty());
  EXPECT_EQ(read_documents("a: [1, 2, 3, 4, 5]\n", "f.yaml", limits).findings.at(0).code,
            Code::YamlLimit);
}

}  // namespace
}  // namespace pgberth
