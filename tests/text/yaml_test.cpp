#include "reconciler/text/yaml.h"

#include <gtest/gtest.h>

#include <chrono>

namespace pgberth {
namespace {

/// "E105 v.yaml:1:4" of the first finding, "" without one.
std::string first(const YamlText& read) {
  if (read.findings.empty()) return "";
  return to_string(read.findings.front().code) + " " + to_string(read.findings.front().where);
}

YamlText read(std::string_view text) {
  return read_yaml(text, "v.yaml");
}

ValuePtr at(const YamlText& text, std::string_view key) {
  return child_of(text.root, key);
}

TEST(Yaml, KnowsWhereKeysAndValuesStand) {
  const YamlText text = read("a: 1\nfence:\n  postgres:\n    port: \"5432\"\n");

  const ValuePtr postgres = child_of(at(text, "fence"), "postgres");
  const Member* port = member_of(postgres, "port");

  ASSERT_NE(port, nullptr);
  EXPECT_EQ(to_string(key_position(*port)), "v.yaml:4:5");
  EXPECT_EQ(to_string(port->value->at), "v.yaml:4:11");
  EXPECT_EQ(port->value->text, "5432");
  EXPECT_TRUE(port->value->quoted);
  EXPECT_EQ(port->value->kind, Kind::String);
}

TEST(Yaml, TypesPlainScalarsAsHelmDoes) {
  const YamlText text = read(
      "a: yes\nb: off\nc: y\nd: ~\ne: 010\nf: 1.5\ng: 2024-01-02\nh: 'no'\ni: !!str 5\nj: .5x\n"
      "k:\nl: 0x1F\nm: |\n  12\n");

  const auto kind = [&](std::string_view key) { return at(text, key)->kind; };
  EXPECT_EQ(kind("a"), Kind::Bool);
  EXPECT_EQ(kind("b"), Kind::Bool);
  EXPECT_EQ(kind("c"), Kind::Bool);
  EXPECT_EQ(kind("d"), Kind::Null);
  EXPECT_EQ(kind("e"), Kind::Int);
  EXPECT_EQ(kind("f"), Kind::Float);
  EXPECT_EQ(kind("g"), Kind::String);
  EXPECT_EQ(kind("h"), Kind::String);
  EXPECT_EQ(kind("i"), Kind::String);
  EXPECT_EQ(kind("j"), Kind::String);
  EXPECT_EQ(kind("k"), Kind::Null);
  EXPECT_EQ(kind("l"), Kind::Int);
  EXPECT_EQ(kind("m"), Kind::String);
}

TEST(Yaml, TakesTheLastOfTwoEqualKeysAndNamesBoth) {
  const YamlText text = read("a:\n  b: 1\n  c: 2\n  b: 3\n");

  EXPECT_EQ(child_of(at(text, "a"), "b")->text, "3");
  EXPECT_EQ(at(text, "a")->children.size(), 2u);
  ASSERT_EQ(text.findings.size(), 1u);
  EXPECT_EQ(first(text), "W108 v.yaml:4:3");
  EXPECT_EQ(to_string(text.findings.front().also.at(0)), "v.yaml:2:3");
}

TEST(Yaml, FindsEqualKeysUnderDifferentSpellings) {
  EXPECT_EQ(first(read("on: 1\ntrue: 2\n")), "W108 v.yaml:2:1");
  EXPECT_EQ(read("0x10: a\n").root->children.at(0).key, "16");
}

TEST(Yaml, LetsOwnKeysWinOverMergedOnesThatComeBefore) {
  const YamlText text = read(
      "base: &b {port: 1, host: x}\n"
      "one:\n  <<: *b\n  port: 2\n"
      "two:\n  port: 2\n  <<: *b\n"
      "three:\n  <<: [{host: y}, *b]\n");

  EXPECT_EQ(child_of(at(text, "one"), "port")->text, "2");
  EXPECT_EQ(child_of(at(text, "one"), "host")->text, "x");
  EXPECT_EQ(child_of(at(text, "two"), "port")->text, "1");
  EXPECT_EQ(child_of(at(text, "three"), "host")->text, "y");
  EXPECT_TRUE(text.findings.empty());
}

TEST(Yaml, ReadsTheFirstDocumentAndSaysSo) {
  const YamlText text = read("a: 1\n---\na: 2\n");

  EXPECT_EQ(at(text, "a")->text, "1");
  EXPECT_EQ(first(text), "W205 v.yaml:2:1");
}

TEST(Yaml, TakesAnEmptyFileForAnEmptyMapping) {
  for (const std::string_view empty : {"", "# nothing\n", "---\n", "~\n", "\xef\xbb\xbf"}) {
    const YamlText text = read(empty);
    ASSERT_TRUE(text.root) << empty;
    EXPECT_TRUE(text.root->is_mapping());
    EXPECT_TRUE(text.root->children.empty());
  }
}

TEST(Yaml, ReadsAByteOrderMarkAndForeignLineEnds) {
  const YamlText text = read(
      "\xef\xbb\xbf"
      "a: 1\r\nb:\r\n  c: x\r\n");

  EXPECT_EQ(at(text, "a")->text, "1");
  EXPECT_EQ(child_of(at(text, "b"), "c")->text, "x");
  EXPECT_EQ(to_string(child_of(at(text, "b"), "c")->at), "v.yaml:3:6");
}

TEST(Yaml, RefusesWhatIsNoTextWithItsPlace) {
  using namespace std::string_view_literals;

  EXPECT_EQ(first(read("a: 1\nb: \0x\n"sv)), "E104 v.yaml:2:4");
  EXPECT_EQ(first(read("a: 1\nb: x\x01\n")), "E104 v.yaml:2:5");
  EXPECT_EQ(first(read("a: 1\nb: \xc3\xa4\xff\n")), "E104 v.yaml:2:6");
  EXPECT_EQ(first(read("\xff")), "E104 v.yaml:1:1");
}

TEST(Yaml, RefusesBrokenSyntaxWithItsPlace) {
  EXPECT_EQ(first(read("a: 1\n  b: 2\n")).substr(0, 13), "E105 v.yaml:2");
  EXPECT_EQ(first(read("a: [1, 2\nb: 3\n")).substr(0, 11), "E105 v.yaml");
  EXPECT_EQ(first(read("a: *nowhere\n")).substr(0, 13), "E105 v.yaml:1");
  EXPECT_EQ(first(read("a:\n\tb: 1\n")).substr(0, 11), "E105 v.yaml");
  EXPECT_EQ(first(read("a: &x [*x]\n")).substr(0, 13), "E105 v.yaml:1");
}

TEST(Yaml, RefusesAQuoteThatNothingCloses) {
  EXPECT_EQ(first(read("a: \"abc\n")), "E105 v.yaml:1:4");
  EXPECT_EQ(first(read("a: 'abc\n")), "E105 v.yaml:1:4");
  EXPECT_EQ(first(read("a: 'it''s\n")), "E105 v.yaml:1:4");
  EXPECT_EQ(first(read("a: \"abc\\\"\n")), "E105 v.yaml:1:4");
  EXPECT_EQ(first(read("a: 1\r\nb: \"abc\r\n")), "E105 v.yaml:2:4");
  EXPECT_EQ(first(read("\"abc\n")), "E105 v.yaml:1:1");
  EXPECT_EQ(first(read("\xef\xbb\xbf\"é\": &x !!str # \"\n  \"abc\n")), "E105 v.yaml:2:3");
  EXPECT_EQ(first(read("a: !<tag:yaml.org,2002:str> 'x\n")), "E105 v.yaml:1:29");
  EXPECT_EQ(first(read("- [a, \"b]\n")), "E105 v.yaml:1:7");
  EXPECT_EQ(
      first(read("global: {host: db}\n  note: \"oops\nindexd: {enabled: false}\n")).substr(0, 12),
      "E105 v.yaml:");
}

TEST(Yaml, RefusesAQuoteThatNothingClosesBehindAnIndentedMapping) {
  EXPECT_EQ(first(read("  a: b\n\"c: d\n")), "E105 v.yaml:2:1");
  EXPECT_EQ(first(read("  a: b\nc: d\n")), "W205 v.yaml:2:1");
}

TEST(Yaml, ReadsQuotesThatAreClosed) {
  const YamlText text = read(
      "a: \"x\\\\\"\nb: 'it''s'\nc: &q !!str \"two\n  lines\"\nd: \"é\" # it's\n"
      "e: |\n  \"abc\nf: >-\n  'abc\n\"g\": [\"\", '']\nh: it's\ni: !t 'x'\n");

  EXPECT_EQ(first(text), "");
  ASSERT_TRUE(text.root);
  EXPECT_EQ(at(text, "a")->text, "x\\");
  EXPECT_EQ(at(text, "b")->text, "it's");
  EXPECT_EQ(at(text, "c")->text, "two lines");
  EXPECT_EQ(at(text, "e")->text, "\"abc\n");
  EXPECT_EQ(at(text, "i")->text, "x");
}

TEST(Yaml, RefusesAKeyWithoutAColon) {
  EXPECT_EQ(first(read("a: b\nfence\n")), "E105 v.yaml:2:1");
  EXPECT_EQ(first(read("a: b\nfence")), "E105 v.yaml:2:1");
  EXPECT_EQ(first(read("a: b\nfence # here\n")), "E105 v.yaml:2:1");
  EXPECT_EQ(first(read("a:\n  b: 1\n  cc\n")), "E105 v.yaml:3:3");
  EXPECT_EQ(first(read("a: b\n'fence'\n")), "E105 v.yaml:2:1");
  EXPECT_EQ(first(read("a: b\n&x fence\n")), "E105 v.yaml:2:1");
  EXPECT_EQ(first(read("a: &x b\n*x\n")), "E105 v.yaml:2:1");
  EXPECT_EQ(first(read("a: b\nfence\n---\nc: d\n")), "E105 v.yaml:2:1");
  EXPECT_EQ(first(read("a:\n  - b: 1\n    cc\nd: 1\n")).substr(0, 12), "E105 v.yaml:");
}

TEST(Yaml, ReadsKeysWithoutAValue) {
  for (const std::string_view whole :
       {"a:\nb: 1\n", "b: 1\na:\n", "b: 1\na:", "{b: 1, a}", "{b: 1, a: }", "b: 1\n? a\n",
        "b: 1\na: ~\n", "b: 1\na: # none\n", "b: 1\n\"a\" :\n"}) {
    const YamlText text = read(whole);
    EXPECT_EQ(first(text), "") << whole;
    ASSERT_TRUE(at(text, "a")) << whole;
    EXPECT_TRUE(at(text, "a")->is_null()) << whole;
  }
}

TEST(Yaml, RefusesARootOrAKeyOfTheWrongKind) {
  EXPECT_EQ(first(read("- a\n")), "E110 v.yaml:1:1");
  EXPECT_EQ(first(read("just text\n")), "E110 v.yaml:1:1");
  EXPECT_EQ(first(read("a: {~: 1}\n")), "E107 v.yaml:1:5");
  EXPECT_EQ(first(read("{[a, b]: 1}\n")), "E107 v.yaml:1:2");
  EXPECT_EQ(first(read("a: .nan\n")), "E107 v.yaml:1:4");
}

TEST(Yaml, RefusesAnAliasBombQuicklyAndCheaply) {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i)
      bomb += std::string(i == 0 ? "*" : ", *") + static_cast<char>(c - 1);
    bomb += "]\n";
  }
  const auto start = std::chrono::steady_clock::now();

  const YamlText text = read(bomb);

  EXPECT_EQ(first(text).substr(0, 11), "E106 v.yaml");
  EXPECT_FALSE(text.root);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(Yaml, RefusesWhatIsTooDeepTooLongOrTooLarge) {
  std::string deep;
  for (int i = 0; i < 150; ++i) deep += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";

  EXPECT_EQ(first(read(deep)).substr(0, 11), "E106 v.yaml");
  EXPECT_EQ(first(read("a: " + std::string(3000, '['))).substr(0, 7), "E106 v.");
  EXPECT_EQ(first(read_yaml("[a, b, c]", "v.yaml", {.nodes = 3})).substr(0, 11), "E106 v.yaml");
  EXPECT_EQ(first(read_yaml("a: 1", "v.yaml", {.bytes = 3})), "E103 v.yaml");
}

TEST(Yaml, KnowsAnEncryptedFile) {
  EXPECT_TRUE(read("a: ENC[AES256_GCM,data:x]\nsops:\n  version: 3.7.3\n").encrypted);
  EXPECT_FALSE(read("a: 1\n").encrypted);
}

}  // namespace
}  // namespace pgberth
