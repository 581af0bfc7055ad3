// Watches every block of memory as it is given back: a secret must be gone from it by then.

#include "reconciler/base/secret.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

namespace {

constexpr std::size_t kWatched = 61;  // A size that nothing else here asks for.
int given_back = 0;
int still_readable = 0;

void watch(const void* block, std::size_t size) {
  if (size != kWatched) return;
  ++given_back;
  if (std::memchr(block, 's', size) != nullptr) ++still_readable;
}

}  // namespace

// The sized form, which std::vector uses; the plain form stays the library's.
#pragma GCC diagnostic ignored "-Wsized-deallocation"
void operator delete(void* block, std::size_t size) noexcept {
  watch(block, size);
  ::operator delete(block);
}

namespace pgberth {
namespace {

constexpr std::string_view kText = "sssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss";
static_assert(kText.size() == kWatched);

class Wiped : public testing::Test {
 protected:
  Wiped() {
    given_back = 0;
    still_readable = 0;
  }
};

TEST_F(Wiped, TheWatchSeesWhatIsNotWiped) {
  {
    const std::vector<char> plain(kText.begin(), kText.end());
  }

  EXPECT_EQ(given_back, 1);
  EXPECT_EQ(still_readable, 1);
}

TEST_F(Wiped, ASecretIsGoneWhenItsMemoryIsGivenBack) {
  {
    const Secret secret{kText};
  }

  EXPECT_EQ(given_back, 1);
  EXPECT_EQ(still_readable, 0);
}

TEST_F(Wiped, ASecretIsGoneWhenAnotherTakesItsPlace) {
  Secret secret{kText};

  secret = Secret{"x"};

  EXPECT_EQ(given_back, 1);
  EXPECT_EQ(still_readable, 0);
}

TEST_F(Wiped, AMovedSecretIsWipedOnce) {
  {
    Secret from{kText};
    const Secret to{std::move(from)};
  }

  EXPECT_EQ(given_back, 1);
  EXPECT_EQ(still_readable, 0);
}

}  // namespace
}  // namespace pgberth
