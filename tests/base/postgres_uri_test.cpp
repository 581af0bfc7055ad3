#include "reconciler/base/postgres_uri.h"

#include <gtest/gtest.h>

namespace pgberth {
namespace {

TEST(PostgresUri, EncodesWhatWouldBeReadAsSomethingElse) {
  EXPECT_EQ(postgres_uri({.username = "a@b",
                          .password = "p/w:%",
                          .host = "db.example",
                          .port = "5432",
                          .database = "d-1"})
                .reveal(),
            "postgresql://a%40b:p%2Fw%3A%25@db.example:5432/d-1");
}

TEST(PostgresUri, LeavesThePortOutWhenThereIsNone) {
  EXPECT_EQ(
      postgres_uri({.username = "u", .password = "p", .host = "h", .port = "", .database = "d"})
          .reveal(),
      "postgresql://u:p@h/d");
}

}  // namespace
}  // namespace pgberth
