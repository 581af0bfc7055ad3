#include "reconciler/base/identifier.h"

#include "reconciler/base/hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace pgberth {
namespace {

const SourcePos kHere{.file = std::string("values.yaml"), .line = 3, .column = 5};

/// The code of the error that `text` meets as a name, "" when it may be one.
std::string as_database(std::string_view text) {
  const auto name = database_name(text, kHere);
  return name ? "" : to_string(name.error().code);
}
std::string as_role(std::string_view text) {
  const auto name = role_name(text, kHere);
  return name ? "" : to_string(name.error().code);
}

TEST(Identifier, KeepsANameAsItIsWritten) {
  for (const auto* text : {"fence", "fence_prod", "Fence-Prod", "with space", "ünïcödé", "quote\"'",
                           "postgres2", "pgberth", "0", "publication"}) {
    EXPECT_EQ(database_name(text, kHere)->str(), text);
    EXPECT_EQ(role_name(text, kHere)->str(), text);
  }
}

TEST(Identifier, HasAtMost63Bytes) {
  EXPECT_EQ(as_database(std::string(63, 'a')), "");
  EXPECT_EQ(as_role(std::string(63, 'a')), "");
  EXPECT_EQ(as_database(std::string(64, 'a')), "E302");
  EXPECT_EQ(as_role(std::string(64, 'a')), "E302");

  std::string umlauts;  // 32 characters, 64 bytes
  for (int i = 0; i < 32; ++i) umlauts += "ü";
  EXPECT_EQ(as_database(umlauts), "E302");
}

TEST(Identifier, IsNotEmpty) {
  EXPECT_EQ(as_database(""), "E301");
  EXPECT_EQ(as_role(""), "E301");
}

TEST(Identifier, IsPrintableUtf8) {
  for (const auto text :
       {std::string_view("a\0b", 3), std::string_view("a\nb"), std::string_view("\x7f"),
        std::string_view("\xff"), std::string_view("\xc0\xaf"), std::string_view("\xed\xa0\x80")}) {
    EXPECT_EQ(as_database(text), "E304");
    EXPECT_EQ(as_role(text), "E304");
  }
}

TEST(Identifier, IsNotReserved) {
  for (const auto* text :
       {"postgres", "template0", "template1", "pg_x", "pgberth_building_0123456789abcdef"})
    EXPECT_EQ(as_database(text), "E303") << text;
  for (const auto* text :
       {"postgres", "public", "none", "current_user", "session_user", "current_role", "pg_monitor",
        "rdsadmin", "rds_superuser", "cloudsqlsuperuser", "azure_pg_admin", "pgberth_building_x"})
    EXPECT_EQ(as_role(text), "E303") << text;
}

TEST(Identifier, ErrorNamesThePlaceAndHelps) {
  for (const auto& text :
       {std::string(), std::string(64, 'a'), std::string("postgres"), std::string("\xff")}) {
    const auto name = database_name(text, kHere);
    ASSERT_FALSE(name);
    EXPECT_EQ(name.error().where, kHere);
    EXPECT_FALSE(name.error().hint.empty());
  }
}

TEST(Utf8, AcceptsEachFormAndRefusesWhatIsNone) {
  for (const auto* good : {"", "a", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                           "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(valid_utf8(good));
  for (const auto* bad :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xe2\x82",
        "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xfe", "\xff", "ok\xe2\x28\xa1"})
    EXPECT_FALSE(valid_utf8(bad));
}

// These two are for ever: another version must find the half-built database of this one.

TEST(BuildingName, IsForEverTheSame) {
  EXPECT_EQ(building_name(DatabaseName{"fence_prod"}).str(), "pgberth_building_99f3a19acaee55c2");
  EXPECT_EQ(building_comment(DatabaseName{"fence_prod"}), "pgberth builds \"fence_prod\"");
}

TEST(BuildingName, FitsIsReservedAndDiffersForEachDatabase) {
  std::set<std::string> names;
  for (int i = 0; i < 1000; ++i) {
    const auto name = building_name(DatabaseName{"database" + std::to_string(i)}).str();
    EXPECT_LE(name.size(), kMaxIdentifierBytes);
    EXPECT_EQ(as_database(name), "E303");
    names.insert(name);
  }
  EXPECT_EQ(names.size(), 1000u);
  EXPECT_LE(building_name(DatabaseName{std::string(63, 'x')}).str().size(), kMaxIdentifierBytes);
}

TEST(StableHash, IsFnv1a) {
  // The published test vectors of 64-bit FNV-1a.
  static_assert(stable_hash("") == 0xcbf29ce484222325u);
  static_assert(stable_hash("a") == 0xaf63dc4c8601ec8cu);
  static_assert(stable_hash("foobar") == 0x85944171f73967e8u);
  EXPECT_EQ(stable_hash("\xff"), 0xaf64724c8602eb6eu);
}

TEST(Hex, HasSixteenDigits) {
  EXPECT_EQ(hex(0), "0000000000000000");
  EXPECT_EQ(hex(0xcbf29ce484222325u), "cbf29ce484222325");
  EXPECT_EQ(hex(0xffffffffffffffffu), "ffffffffffffffff");
}

}  // namespace
}  // namespace pgberth
