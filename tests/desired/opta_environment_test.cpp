// Behaviour 10 of the dialect: which environment a file is read in, and what placeholders stand
// for.

#include <gtest/gtest.h>

#include "tests/support/opta_values.h"

namespace pgberth::testing {
namespace {

using Keys = std::vector<std::string>;

constexpr const char* kTwoEnvironments =
    "name: app\n"
    "environments:\n"
    "  - {name: staging, path: ../env/staging.yaml, variables: {size: 1}, vars: {db: s}}\n"
    "  - {name: production, path: ../env/production.yaml, vars: {db: p}}\n"
    "input_variables:\n"
    "  - {name: tail, default: end}\n"
    "modules:\n"
    "  - {type: k8s-service, name: web, links: [db]}\n"
    "  - {name: db, type: postgres, database_name: "
    "'{vars.db}_{env}_{layer_name}_{variables.tail}'}\n";

Desired of_environment(const std::string& name, const std::string& options) {
  return opta({.files = {{"services/app.yaml", kTwoEnvironments},
                         {"env/staging.yaml", "name: s-env\norg_name: o\nproviders: {aws: {}}\n"},
                         {"env/production.yaml",
                          "name: p-env\norg_name: o\nproviders: {google: {}}\nmodules: []\n"}},
               .options = options,
               .name = name});
}

// 10
TEST(OptaBehaviour, B10_OneFileGivesEachEnvironmentASetOfItsOwn) {
  const Desired staging = of_environment("one", "environment: staging\n");
  const Desired production = of_environment("production", "");

  EXPECT_EQ(only_claim(staging).id.str(), "one/app/web/db");
  EXPECT_EQ(constant(only_claim(staging), Field::Database), "s_s-env_app_end");
  EXPECT_EQ(only_claim(production).id.str(), "production/app/web/db");
  EXPECT_TRUE(only_claim(production).selected);
  EXPECT_EQ(constant(only_claim(production), Field::Database), "-");  // On that cloud it is drawn.
  EXPECT_FALSE(has_error(staging.findings));
}

TEST(OptaBehaviour, B10_TheOperatorsVarsWin) {
  const Desired desired =
      of_environment("one", "environment: staging\nvars: {db: mine, tail: t2}\n");

  EXPECT_EQ(constant(only_claim(desired), Field::Database), "mine_s-env_app_t2");
}

TEST(OptaBehaviour, B10_AnEnvironmentThatNobodyChoosesIsAnError) {
  const Desired desired = of_environment("neither", "");

  EXPECT_EQ(count(desired, Code::BadSettings), 1u);
  EXPECT_TRUE(only_claim(desired).blocked);
}

TEST(OptaBehaviour, B10_AFileForOtherEnvironmentsIsListedAndNotSelected) {
  const Desired desired = of_environment("one", "environment: development\n");

  EXPECT_FALSE(only_claim(desired).selected);
  EXPECT_EQ(count(desired, Code::SwitchedOff), 1u);
  EXPECT_FALSE(has_error(desired.findings));
}

TEST(OptaBehaviour, B10_WhatIsWrongInAFileForOtherEnvironmentsIsNotToldHere) {
  const Desired desired = opta_file(
      "name: app\nenvironments: [{name: production, path: e.yaml}]\nmodules:\n"
      "  - {type: k8s-service, links: [db, nowhere]}\n  - {type: '{vars.x}', name: other}\n"
      "  - {type: aws-postgres, name: db, database_name: '{vars.y}'}\n",
      "environment: staging\n");

  EXPECT_FALSE(only_claim(desired).selected);
  EXPECT_EQ(briefly(desired.findings), (Keys{"N218 app.yaml:1:7"}));
}

// 10, T6 and T8
TEST(OptaBehaviour, B10_APlaceholderIsNeverTakenAsItIs) {
  for (const char* name :
       {"{vars.x}", "{variables.x}", "{parent.domain}", "{aws.region}", "{module.db.name}",
        "${{module.x.db_name}}", "${x}", "<<name::string::A name>>", "<name::string::A name>>",
        "{{ project }}", "{", "a}b", "{vars.nested}", "{vars.list}"}) {
    const Desired desired =
        opta_file(opta_module("type: postgres, database_name: '" + std::string(name) + "'"),
                  "vars: {nested: '{vars.x}'}\n");
    EXPECT_EQ(count(desired, Code::Unresolved), 1u) << name;
    EXPECT_EQ(constant(only_claim(desired), Field::Database), "-") << name;
    EXPECT_TRUE(only_claim(desired).blocked) << name;
  }
}

TEST(OptaBehaviour, B10_TheOperatorMaySayWhatTheParentGives) {
  const Desired desired = opta_file(opta_module("type: postgres, database_name: '{parent.team}_x'"),
                                    "parent: {team: blue}\n");

  EXPECT_EQ(constant(only_claim(desired), Field::Database), "blue_x");
}

TEST(OptaBehaviour, B10_AnEnvironmentTakenByItsNameInTheListIsSaid) {
  const Desired desired = opta_file(
      "name: app\nenvironments: [{name: dev, path: elsewhere.yaml}]\nmodules:\n"
      "  - {type: k8s-service, links: [db]}\n"
      "  - {type: aws-postgres, name: db, database_name: '{env}_db'}\n");

  EXPECT_EQ(constant(only_claim(desired), Field::Database), "dev_db");
  EXPECT_EQ(count(desired, Code::NotCanonical), 1u);
}

}  // namespace
}  // namespace pgberth::testing
