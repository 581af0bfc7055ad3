#include "reconciler/adapters/base64.h"
#include "reconciler/adapters/http/url.h"
#include "reconciler/adapters/time_text.h"

#include <gtest/gtest.h>

#include <string>

namespace pgberth {
namespace {

TEST(Base64, GivesBackAllBytes) {
  std::string bytes;
  for (int length = 0; length < 300; ++length) {
    const auto back = from_base64(to_base64(bytes));
    ASSERT_TRUE(back) << length;
    ASSERT_EQ(back->reveal(), bytes) << length;
    bytes += static_cast<char>(length * 7);
  }
  EXPECT_EQ(to_base64("hunter2"), "aHVudGVyMg==");
  EXPECT_EQ(from_base64("aHVu\ndGVyMg==\n")->reveal(), "hunter2");
}

TEST(Base64, RefusesWhatIsNone) {
  for (const char* text : {"a", "abc", "a===", "=aaa", "ab=c", "ab!c", "====", "aGk=aGk="})
    EXPECT_FALSE(from_base64(text)) << text;
}

TEST(Url, MakesOneSegmentOfAnyText) {
  EXPECT_EQ(url_segment("fence-dbcreds"), "fence-dbcreds");
  EXPECT_EQ(url_segment("a/b?c#d e%"), "a%2Fb%3Fc%23d%20e%25");
  EXPECT_EQ(url_segment(".."), "%2E%2E");
  EXPECT_EQ(url_segment("ü"), "%C3%BC");
}

TEST(Url, ShowsOnlyItsOrigin) {
  EXPECT_EQ(origin_of("https://u:p@host:8443/path?token=x"), "https://host:8443");
  EXPECT_EQ(origin_of("no url"), "");
}

TEST(Url, IsAskedForUnderAnotherName) {
  const RenamedUrl port = renamed("https://10.0.0.1:6443/api?x", "api.example");
  const RenamedUrl plain = renamed("https://[fd00::1]/api", "api.example");

  EXPECT_EQ(port.url, "https://api.example:6443/api?x");
  EXPECT_EQ(port.connect_to, "api.example:6443:10.0.0.1:6443");
  EXPECT_EQ(plain.url, "https://api.example/api");
  EXPECT_EQ(plain.connect_to, "api.example::[fd00::1]:");
}

TEST(TimeText, ReadsWhatApisWrite) {
  const auto noon = time_of("2026-01-31T12:00:00Z");
  ASSERT_TRUE(noon);
  EXPECT_EQ(noon->time_since_epoch().count(), 1769860800);
  EXPECT_EQ(time_of("2026-01-31T12:00:00.123456789Z"), noon);
  EXPECT_EQ(time_of("2026-01-31T14:00:00+02:00"), noon);
  EXPECT_EQ(time_of("2026-01-31T08:30:00-03:30"), noon);
  for (const char* text :
       {"", "yesterday", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31T12:00:00 Z"})
    EXPECT_FALSE(time_of(text)) << text;
}

}  // namespace
}  // namespace pgberth
