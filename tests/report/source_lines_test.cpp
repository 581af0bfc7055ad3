#include "reconciler/report/source_lines.h"

#include <gtest/gtest.h>

#include <string>

namespace pgberth {
namespace {

SourcePos at(int line) {
  return {.file = std::string("values.yaml"), .line = line, .column = 1};
}

/// The line that is shown of a file with this one line, or "(none)".
std::string shown(const std::string& line) {
  SourceLines lines([&](const std::string&) { return std::optional(line + "\n"); }, {});
  return lines.line(at(1)).value_or("(none)");
}

TEST(SourceLines, ShowLinesThatHoldOrdinaryValues) {
  for (const char* line : {"fence:", "  enabled: yes", "  - name: x", "database: \"a b\""})
    EXPECT_EQ(shown(line), line);
}

TEST(SourceLines, HideLinesThatSpeakOfCredentials) {
  for (const char* line :
       {"password: x", "  PGPASSWORD: x", "dbPass: x", "api_key: x", "client_secret: x", "token: x",
        "postgres: {password: x}", "url: postgresql://me:x@host/", "host: me:x@host",
        "host: 'me:x@host'", "value: ENC[AES256_GCM,data:x]", "a: -----BEGIN RSA PRIVATE"})
    EXPECT_EQ(shown(line), "(none)") << line;
}

TEST(SourceLines, HideLinesThatMayContinueASecret) {
  for (const char* line : {"hunter2", "  - hunter2", "MIIEvQIBADANBgkqhkiG9w0BAQ", "a b: c"})
    EXPECT_EQ(shown(line), "(none)") << line;
}

TEST(SourceLines, HideLinesWithAnAnchorOrAnAlias) {
  for (const char* line : {"login: &x hunter2", "login: *x", "a: {b: *x}", "a: [1,&x hunter2]"})
    EXPECT_EQ(shown(line), "(none)") << line;
  for (const char* line : {"schedule: \"*/5 * * * *\"", "a: b & c"}) EXPECT_EQ(shown(line), line);
}

TEST(SourceLines, HideLinesOnWhichAQuotedTextOnlyEndsOrBegins) {
  for (const char* line : {"x: hunter2\", enabled: maybe}", "login: 'hunter2", "a: \"hunter2"})
    EXPECT_EQ(shown(line), "(none)") << line;
}

/// The line `login: x` of values that were read with `finding`, or "(none)".
std::string shown_after(const Finding& finding, bool claims) {
  Desired desired;
  desired.findings.push_back(finding);
  if (claims) desired.claims.claims.emplace(ClaimId{"fence"}, Claim{});
  SourceLines lines([](const std::string&) { return std::optional<std::string>("login: x\n"); },
                    desired);
  return lines.line(at(1)).value_or("(none)");
}

TEST(SourceLines, AreNoneWhenAFileWasNotReadToItsEnd) {
  for (const Code code : {Code::FileMissing, Code::FileUnreadable, Code::FileTooLarge,
                          Code::NotText, Code::YamlSyntax, Code::YamlLimit, Code::NotAMapping})
    EXPECT_EQ(shown_after({.code = code, .what = "x", .where = at(2)}, true), "(none)")
        << to_string(code);
  EXPECT_EQ(shown_after({.code = Code::WrongType, .what = "x", .where = at(2)}, false), "(none)");
  EXPECT_EQ(shown_after({.code = Code::WrongType, .what = "x", .where = at(2)}, true), "login: x");
  EXPECT_EQ(shown_after({.code = Code::DuplicateKey, .what = "x", .where = at(2)}, false),
            "login: x");
}

TEST(SourceLines, HideTheLineOfASecretConstant) {
  Desired desired;
  desired.given.emplace(at(1), Secret{"x"});
  SourceLines lines([](const std::string&) { return std::optional<std::string>("login: x\n"); },
                    desired);

  EXPECT_FALSE(lines.line(at(1)).has_value());
}

TEST(SourceLines, AreNoneOutsideTheFile) {
  EXPECT_EQ(SourceLines([](const std::string&) { return std::optional<std::string>("a: b\n"); }, {})
                .line(at(2)),
            std::nullopt);
  EXPECT_EQ(
      SourceLines([](const std::string&) { return std::optional<std::string>(); }, {}).line(at(1)),
      std::nullopt);
  EXPECT_EQ(SourceLines([](const std::string&) { return std::optional<std::string>("a: b\n"); }, {})
                .line(at(0)),
            std::nullopt);
}

TEST(SourceLines, ReadEachFileOnce) {
  int reads = 0;
  SourceLines lines(
      [&](const std::string&) {
        ++reads;
        return std::optional<std::string>("a: b\r\nc: d\n");
      },
      {});

  EXPECT_EQ(lines.line(at(1)), "a: b");
  EXPECT_EQ(lines.line(at(2)), "c: d");
  EXPECT_EQ(reads, 1);
}

}  // namespace
}  // namespace pgberth
