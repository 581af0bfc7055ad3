#include "reconciler/base/secret.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

namespace pgberth {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

template <class T>
concept Comparable = requires(const T& a, const T& b) { a == b; };

static_assert(Printable<std::string> && Comparable<std::string>, "the questions are well put");
static_assert(!Printable<Secret>);
static_assert(!Comparable<Secret>);
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret> &&
              std::is_nothrow_move_assignable_v<Secret>);
static_assert(!std::is_convertible_v<std::string_view, Secret>, "nothing turns secret unasked");
static_assert(!std::is_convertible_v<Secret, std::string_view> &&
              !std::is_convertible_v<Secret, std::string>);

TEST(Secret, RevealsWhatItWasGiven) {
  const std::string bytes("pass\0word\xff", 10);

  EXPECT_EQ(Secret{bytes}.reveal(), bytes);
  EXPECT_TRUE(Secret{}.empty());
  EXPECT_TRUE(Secret{""}.empty());
  EXPECT_FALSE(Secret{"x"}.empty());
}

TEST(Secret, MovesWithoutLeavingItselfBehind) {
  for (const std::string text : {"short", "longer than any small buffer that a string may have"}) {
    Secret from{text};
    const auto* bytes = from.reveal().data();

    const Secret to{std::move(from)};

    EXPECT_EQ(to.reveal(), text);
    EXPECT_EQ(to.reveal().data(), bytes) << "the same bytes, not a copy";
    EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): that is what is asked.
  }
}

TEST(Secret, IsWholeAfterBeingAssignedToItself) {
  Secret secret{"keep"};
  auto& same = secret;

  secret = std::move(same);

  EXPECT_EQ(secret.reveal(), "keep");
}

TEST(Secret, DuplicatesOnlyWhenAsked) {
  const Secret first{"twin"};

  const auto second = first.duplicate();

  EXPECT_EQ(second.reveal(), first.reveal());
  EXPECT_NE(second.reveal().data(), first.reveal().data());
}

TEST(Secret, ComparesBytes) {
  EXPECT_TRUE(same_bytes(Secret{"a"}, Secret{"a"}));
  EXPECT_TRUE(same_bytes(Secret{}, Secret{}));
  EXPECT_FALSE(same_bytes(Secret{"a"}, Secret{"b"}));
  EXPECT_FALSE(same_bytes(Secret{"a"}, Secret{"aa"}));
  EXPECT_FALSE(same_bytes(Secret{"ab"}, Secret{"aB"}));
  EXPECT_FALSE(same_bytes(Secret{std::string_view("\0", 1)}, Secret{}));
}

}  // namespace
}  // namespace pgberth
