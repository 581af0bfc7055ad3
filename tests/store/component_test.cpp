#include "reconciler/adapters/file/component.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace pgberth {
namespace {

TEST(Component, KeepsWhatIsPlainAndEncodesTheRest) {
  EXPECT_EQ(*component_of("prod/fence-dbcreds"), "prod%2Ffence-dbcreds");
  EXPECT_EQ(*component_of("db_host"), "db_host");
  EXPECT_EQ(*component_of("tls.crt"), "tls.crt");
  EXPECT_EQ(*component_of(".."), "%2E.");
  EXPECT_EQ(*component_of("%2F"), "%252F");
  EXPECT_EQ(*component_of("a b\n"), "a%20b%0A");
}

TEST(Component, RefusesWhatIsNoName) {
  EXPECT_EQ(component_of("").error().code, Code::EntryNameInvalid);
  EXPECT_EQ(component_of(std::string("a\0b", 3)).error().code, Code::EntryNameInvalid);
  EXPECT_EQ(component_of(std::string(256, 'a')).error().code, Code::EntryNameInvalid);
  EXPECT_EQ(component_of(std::string(86, '/')).error().code, Code::EntryNameInvalid);
  EXPECT_TRUE(component_of(std::string(255, 'a')));
}

TEST(Component, NamesOnlyWhatItWouldWriteItself) {
  for (const auto* name :
       {"", ".", "..", ".x", "%2f", "%41", "a b", "a/b", "%", "%2", "%zz", "%00"})
    EXPECT_FALSE(text_of_component(name)) << name;
  EXPECT_EQ(text_of_component("prod%2Fx"), "prod/x");
}

TEST(Component, GivesBackEveryTextAndNoTwoTextsTheSameName) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> length(1, 6);
  constexpr std::string_view hard = "./%2FfaA\x80\xff~";
  std::uniform_int_distribution<std::size_t> pick(0, hard.size() - 1);
  std::set<std::string> texts;
  std::set<std::string> names;
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (int k = length(random); k > 0; --k) text += hard[pick(random)];
    const auto name = component_of(text);

    ASSERT_TRUE(name) << text;
    ASSERT_EQ(name->find('/'), std::string::npos);
    ASSERT_NE(name->front(), '.');
    ASSERT_EQ(text_of_component(*name), text);
    texts.insert(text);
    names.insert(*name);
  }
  EXPECT_EQ(names.size(), texts.size());
  EXPECT_GT(names.size(), 1000u);
}

}  // namespace
}  // namespace pgberth
