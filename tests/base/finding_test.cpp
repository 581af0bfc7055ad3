#include "reconciler/base/finding.h"

#include <gtest/gtest.h>

namespace pgberth {
namespace {

Finding at(int line, Code code = Code::DeadKey) {
  return {.code = code,
          .what = "a finding",
          .where = {.file = std::string("v.yaml"), .line = line, .column = 1}};
}

TEST(Findings, AreSortedByLineAndEachOnce) {
  Findings findings{at(10), at(2), at(10), at(2, Code::WrongType)};

  sort_findings(findings);

  EXPECT_EQ(findings, (Findings{at(2, Code::WrongType), at(2), at(10)}));
}

TEST(Findings, KnowWhetherOneIsAnError) {
  EXPECT_FALSE(has_error({}));
  EXPECT_FALSE(has_error({at(1, Code::DeadKey), at(2, Code::OwnChart)}));
  EXPECT_TRUE(has_error({at(1, Code::DeadKey), at(2, Code::WrongType)}));
}

TEST(Findings, ComeFromErrorsWithTheirContext) {
  const auto error = Error{.code = Code::StoreFailed,
                           .what = "no answer",
                           .where = {.file = std::string("v.yaml")},
                           .hint = "Try again."}
                         .during("reading entry \"a\"");

  const auto finding = finding_of(error, {ClaimId{"prod/fence"}});

  EXPECT_EQ(finding.code, Code::StoreFailed);
  EXPECT_EQ(finding.where, error.where);
  EXPECT_EQ(finding.hint, "Try again.");
  EXPECT_EQ(finding.claims, (std::set<ClaimId>{ClaimId{"prod/fence"}}));
  EXPECT_NE(finding.what.find("no answer"), std::string::npos);
  EXPECT_NE(finding.what.find("reading entry \"a\""), std::string::npos);
}

}  // namespace
}  // namespace pgberth
