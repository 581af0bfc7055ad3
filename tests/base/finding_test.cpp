#include "reconciler/base/finding.h"

#include "reconciler/base/identifier.h"
#include "reconciler/base/short_text.h"

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

TEST(Findings, AreShownWithoutLoginsAndWithLongNamesCut) {
  std::string name;
  for (int i = 0; i < 100'000; ++i) name += "\xc3\xa4";
  Findings findings{at(1), at(2)};
  findings[1].what = "database name \"" + name + "\" is too long";
  findings[1].hint = "See https://me:secret@host.example/x.";
  const std::size_t before = findings[1].what.size();

  make_showable(findings);

  EXPECT_EQ(findings[0], at(1));
  const std::string& what = findings[1].what;
  EXPECT_LT(what.size(), kLongestText);
  EXPECT_TRUE(what.starts_with("database name \"\xc3\xa4")) << what;
  EXPECT_TRUE(what.ends_with("\xc3\xa4\" is too long")) << what;
  EXPECT_NE(what.find(std::to_string(before) + " bytes in all"), std::string::npos) << what;
  EXPECT_TRUE(valid_utf8(what));
  EXPECT_EQ(findings[1].hint.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace pgberth
