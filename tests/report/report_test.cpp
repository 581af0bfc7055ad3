#include "reconciler/report/report.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/golden.h"
#include "tests/support/sample_report.h"
#include <algorithm>
#include <sstream>

namespace pgberth {
namespace {

std::vector<std::string> all_forms(const PassReport& report) {
  return {report_text(report), report_csv(report), report_json(report)};
}

TEST(Report, IsText) {
  SourceLines source([](const std::string&) { return std::optional(testing::sample_values()); },
                     testing::sample_desired());

  expect_golden("report/golden/report.txt",
                report_text(testing::sample_inventory(), {.lines = &source}));
}

TEST(Report, IsCsv) {
  expect_golden("report/golden/report.csv", report_csv(testing::sample_inventory()));
}

TEST(Report, IsJson) {
  expect_golden("report/golden/report.json", report_json(testing::sample_inventory()));
}

TEST(Report, LetsNoNameOutOfItsFieldOfCsv) {
  std::istringstream lines(report_csv(testing::sample_inventory()));
  int rows = 0;
  for (std::string line; std::getline(lines, line); ++rows) {
    int fields = 1;
    bool inside = false;
    for (const char c : line) {
      if (c == '"') inside = !inside;
      if (c == ',' && !inside) ++fields;
      EXPECT_GE(static_cast<unsigned char>(c), 0x20) << line;
    }
    EXPECT_EQ(fields, 6) << line;
    EXPECT_FALSE(inside) << line;
  }
  EXPECT_GT(rows, 10);
}

TEST(Report, TellsWhenValuesWereNotReadInWhole) {
  PassReport report = testing::sample_inventory();
  const auto warns = [&](const std::string& text) {
    return text.find("kept values from being read") != std::string::npos;
  };
  EXPECT_TRUE(warns(report_text(report)));
  EXPECT_TRUE(warns(report_csv(report)));
  EXPECT_FALSE(nlohmann::json::parse(report_json(report)).at("allRead").get<bool>());

  std::erase_if(report.findings, [](const Finding& finding) { return finding.claims.empty(); });

  EXPECT_FALSE(warns(report_text(report)));
  EXPECT_FALSE(warns(report_csv(report)));
  EXPECT_TRUE(nlohmann::json::parse(report_json(report)).at("allRead").get<bool>());
}

TEST(Report, ShowsNoSecretAndNoControlCharacter) {
  for (const std::string& text : all_forms(testing::sample_inventory())) {
    EXPECT_EQ(text.find(testing::kSampleSecret), std::string::npos);
    EXPECT_TRUE(std::ranges::all_of(
        text, [](unsigned char c) { return c == '\n' || (c >= 0x20 && c != 0x7f); }));
  }
}

TEST(Report, IsTheSameForTheSameInput) {
  EXPECT_EQ(all_forms(testing::sample_inventory()), all_forms(testing::sample_inventory()));
}

}  // namespace
}  // namespace pgberth
