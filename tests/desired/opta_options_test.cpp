// The operator's options for the dialect.

#include <gtest/gtest.h>

#include "tests/support/opta_values.h"

namespace pgberth::testing {
namespace {

constexpr const char* kAll = "\"app.db\": {host: db.example.internal, password: {file: secret}}";

TEST(OptaOptions, AreCheckedAtTheirPlaces) {
  const auto bad = [](const std::string& options) {
    const Desired desired = opta_file(opta_app("      - db\n"), options);
    return count(desired, Code::BadSettings);
  };
  EXPECT_EQ(bad(options_for(kAll)), 0u);
  EXPECT_EQ(bad("colour: blue\n"), 1u);
  EXPECT_EQ(bad("environment: [a]\n"), 1u);
  EXPECT_EQ(bad("cloud: moon\n"), 1u);
  EXPECT_EQ(bad("vars: [a]\n"), 1u);
  EXPECT_EQ(bad("vars: {a: [b]}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.db: {port: 70000}}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.db: {host: 'a b'}}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.db: {hosts: a}}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.nowhere: {host: a}}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.db: {password: {file: a, variable: b}}}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.db: {password: {store: moon, path: a, key: b}}}\n"), 1u);
  EXPECT_EQ(bad("modules: {app.db: 5}\n"), 1u);
}

TEST(OptaOptions, APasswordInTheOpenIsRefusedWithoutBeingShown) {
  const Desired desired =
      opta_file(opta_app("      - db\n"), "modules: {app.db: {password: hunter2}}\n");

  EXPECT_EQ(count(desired, Code::BadSettings), 1u);
  EXPECT_EQ(listing(desired).find("hunter2"), std::string::npos);
}

TEST(OptaOptions, APasswordMayBeInAnEntry) {
  const Desired desired =
      opta_file(opta_app("      - db\n"),
                "modules: {app.db: {host: h, password: {store: 'vault:main', path: p, key: k}}}\n");

  const auto& key = std::get<KeyRef>(only_claim(desired).credential.at(Field::Password));
  EXPECT_EQ(to_string(key.entry), "vault:main p");
  EXPECT_EQ(*key.key, "k");
}

TEST(OptaOptions, ADatabaseThatValuesCallOtherwiseIsAnError) {
  const Desired desired = opta_file(opta_module("type: postgres, database_name: mine"),
                                    "modules: {app.db: {database: yours}}\n");

  EXPECT_EQ(count(desired, Code::BadSettings), 1u);
  EXPECT_TRUE(only_claim(desired).blocked);
}

}  // namespace
}  // namespace pgberth::testing
