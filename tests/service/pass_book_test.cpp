#include "reconciler/service/pass_book.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace pgberth {
namespace {

Neighbours on(const std::string& name, const std::string& server) {
  return {.names = {EnvironmentName{name}}, .things = {"server " + server}};
}

std::vector<std::string> names(const PassBook::Admission& admission) {
  std::vector<std::string> list;
  list.reserve(admission.admitted.size());
  for (const PassBook::Admitted& one : admission.admitted) list.push_back(one.group.begin()->str());
  return list;
}

using Names = std::vector<std::string>;

TEST(PassBook, LeavesOutWhoMeetsAPassUnderWay) {
  PassBook book;
  const auto first = book.admit({on("a", "x"), on("b", "y")});
  ASSERT_TRUE(book.begin(first.admitted.at(0).ticket));

  const auto second = book.admit({on("a", "z"), on("b", "y"), on("c", "x")});

  EXPECT_EQ(names(second), Names{"b"});  // `a` is under way, and `c` would be on its server.
  EXPECT_FALSE(second.all);
  book.ended(first.admitted.at(0).ticket);
  EXPECT_TRUE(book.admit({on("a", "z"), on("c", "x")}).all);
}

TEST(PassBook, WithdrawsWhatHasNotBegunWhenTheNextRoundComes) {
  PassBook book;
  const auto old = book.admit({on("a", "x")});
  const auto fresh = book.admit({on("a", "x")});

  EXPECT_FALSE(book.begin(old.admitted.at(0).ticket));
  EXPECT_TRUE(book.begin(fresh.admitted.at(0).ticket));
}

TEST(PassBook, WithdrawsAlsoWhenTheNextRoundHasNothingToDo) {
  PassBook book;
  const auto old = book.admit({on("a", "x")});
  book.admit({});

  EXPECT_FALSE(book.begin(old.admitted.at(0).ticket));
}

TEST(PassBook, CountsAPassAsSlowAlsoWhenNobodyMeetsItAnyMore) {
  PassBook book;
  const auto first = book.admit({on("a", "x")});
  ASSERT_TRUE(book.begin(first.admitted.at(0).ticket));
  book.admit({on("b", "y")});
  book.admit({on("b", "y")});

  EXPECT_EQ(book.slow(), 1U);
}

TEST(PassBook, BeginsWithWhoHasWaitedForLongest) {
  PassBook book;
  const auto first = book.admit({on("a", "x"), on("b", "y"), on("c", "z")});
  for (const std::size_t i : {0U, 1U}) {
    ASSERT_TRUE(book.begin(first.admitted.at(i).ticket));
    book.ended(first.admitted.at(i).ticket);
  }

  EXPECT_EQ(names(book.admit({on("a", "x"), on("b", "y"), on("c", "z")})).front(), "c");
}

TEST(PassBook, CountsThePassesOfEachGroupByThemselves) {
  PassBook book;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto round = book.admit({on("a", "x"), on("b", "y")});
    const auto a = std::ranges::find_if(round.admitted, [](const PassBook::Admitted& one) {
      return one.group.contains(EnvironmentName{"a"});
    });
    EXPECT_EQ(book.begin(a->ticket), i);
    book.ended(a->ticket);
  }
  const auto round = book.admit({on("b", "y")});
  EXPECT_EQ(book.begin(round.admitted.at(0).ticket), 0U);
}

TEST(PassBook, TellsOnceOfAPassThatTakesLongAndWaitsForItNoMore) {
  PassBook book;
  const auto first = book.admit({on("a", "x")});
  ASSERT_TRUE(book.begin(first.admitted.at(0).ticket));
  EXPECT_FALSE(book.all_tried({EnvironmentName{"a"}}));

  EXPECT_TRUE(book.admit({on("a", "x")}).slow.empty());
  EXPECT_EQ(book.slow(), 0U);
  EXPECT_EQ(book.admit({on("a", "x")}).slow.size(), 1U);
  EXPECT_TRUE(book.admit({on("a", "x")}).slow.empty());
  EXPECT_EQ(book.slow(), 1U);
  EXPECT_TRUE(book.all_tried({EnvironmentName{"a"}}));

  book.ended(first.admitted.at(0).ticket);
  EXPECT_EQ(book.slow(), 0U);
}

}  // namespace
}  // namespace pgberth
