#include "reconciler/base/logins.h"

#include <gtest/gtest.h>

namespace pgberth {
namespace {

TEST(WithoutLogins, TakesUserAndPasswordOutOfEveryUrl) {
  EXPECT_EQ(without_logins("in \"https://bot:a@b:c@git.example/x\" and ssh://me@host/y"),
            "in \"https://…@git.example/x\" and ssh://…@host/y");
  EXPECT_EQ(without_logins("postgresql://u:p@h"), "postgresql://…@h");
}

TEST(WithoutLogins, LeavesTheRestAsItIs) {
  for (const char* text : {"", "https://git.example/a@b", "git@host:path", "a://b c@d", "://"})
    EXPECT_EQ(without_logins(text), text);
}

}  // namespace
}  // namespace pgberth
