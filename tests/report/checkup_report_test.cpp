#include "reconciler/report/checkup_report.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include <algorithm>

namespace pgberth {
namespace {

CheckupReport sample() {
  CheckupReport report;
  report.servers = {
      {.what = "db.example:5432",
       .names = {"demo/postgres", "qa/postgres"},
       .checks = {{.about = "who we are",
                   .verdict = Verdict::Fine,
                   .seen = "\"adm\" on Postgres 15.8"},
                  {.about = "TLS", .verdict = Verdict::Fine, .seen = "TLSv1.3, verify-full"},
                  {.about = "CREATEDB",
                   .verdict = Verdict::Missing,
                   .seen = "\"adm\" may not create databases",
                   .cure = "ALTER ROLE \"adm\" CREATEDB;"},
                  {.about = "extension \"a\x1b[31m\nb\"",
                   .verdict = Verdict::Unknown,
                   .seen = "##[error]hostile\r\n"}}},
      {.what = "gone:5432",
       .checks = {{.about = "reachability",
                   .verdict = Verdict::Missing,
                   .seen = "examining the server on gone:5432 failed: connection refused",
                   .cure = "Check host, port, network and sslmode."}}}};
  report.stores = {
      {.what = "kubernetes",
       .checks = {{.about = "identity", .verdict = Verdict::Fine, .seen = "0b51-uid"},
                  {.about = "create on secrets in \"qa\"",
                   .verdict = Verdict::Missing,
                   .cure = "- apiGroups: [\"\"]\n  resources: [secrets]\n  verbs: [create]\n"}}},
      {.what = "file"}};
  report.findings = {{.code = Code::OutOfBounds, .what = "it is out of bounds"}};
  return report;
}

TEST(CheckupReport, IsText) {
  expect_golden("report/golden/doctor.txt", checkup_text(sample()));
}

TEST(CheckupReport, IsJson) {
  expect_golden("report/golden/doctor.json", checkup_json(sample()));
}

TEST(CheckupReport, HasCuresThatCanBePasted) {
  EXPECT_NE(checkup_text(sample()).find("\n      ALTER ROLE \"adm\" CREATEDB;\n"),
            std::string::npos);
  EXPECT_NE(checkup_text(sample()).find("\n        verbs: [create]\n"), std::string::npos);
}

TEST(CheckupReport, ShowsNoControlCharacter) {
  for (const std::string& text : {checkup_text(sample()), checkup_json(sample())})
    EXPECT_TRUE(std::ranges::all_of(
        text, [](unsigned char c) { return c == '\n' || (c >= 0x20 && c != 0x7f); }));
}

}  // namespace
}  // namespace pgberth
