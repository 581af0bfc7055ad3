#include "reconciler/adapters/vault/kv_name.h"

#include <gtest/gtest.h>

#include <string>

namespace pgberth {
namespace {

TEST(KvName, IsWhatVaultKeepsUnderTheVeryName) {
  for (const char* path : {"secret/a", "secret/phalanx/idfdev/postgres", "s/ with space ",
                           "s/日本語", "s/a%2Fb", "s/...", "s/..a", "s/*", "s/#?"})
    EXPECT_TRUE(check_path(path)) << path;

  for (const std::string& path :
       {std::string(), std::string("secret"), std::string("/secret/a"), std::string("secret/a/"),
        std::string("secret//a"), std::string("secret/../a"), std::string("secret/./a"),
        std::string("secret/.."), std::string("secret/a\0b", 10), std::string("secret/a\nb"),
        std::string("secret/\x7f"), std::string("secret/\xff")}) {
    const auto sound = check_path(path);
    ASSERT_FALSE(sound) << path;
    EXPECT_EQ(sound.error().code, Code::EntryNameInvalid);
  }
}

TEST(KvName, StandsInAUrlSegmentBySegment) {
  EXPECT_EQ(url_path("secret/a b/%2F/ü#?"), "secret/a%20b/%252F/%C3%BC%23%3F");
}

TEST(KvName, IsWherePoliciesOfItsVersionLook) {
  const KvName two{{"team/kv/", 2}, "qa/fence"};
  const KvName one{{"team/kv/", 1}, "qa/fence"};

  EXPECT_EQ(two.path(), "team/kv/qa/fence");
  EXPECT_EQ(two.data_path(), "team/kv/data/qa/fence");
  EXPECT_EQ(one.data_path(), "team/kv/qa/fence");
  EXPECT_EQ(folder_path(two.mount, "qa/"), "team/kv/metadata/qa");
  EXPECT_EQ(folder_path(two.mount, ""), "team/kv/metadata");
  EXPECT_EQ(folder_path(one.mount, ""), "team/kv");
}

}  // namespace
}  // namespace pgberth
