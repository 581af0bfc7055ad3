// What a list of environments looks like, to people and to programs.

#include "reconciler/report/environments.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include <vector>

namespace pgberth {
namespace {

std::vector<ListedEnvironment> environments() {
  return {{.name = "prod",
           .dialect = "gen3",
           .release = "gen3",
           .namespaces = {"prod-ns"},
           .files = {"base.yaml", "prod/values.yaml"},
           .overlays = {{.file = "apps/prod.yaml", .line = 14, .column = 11}},
           .chart_version = "0.2.90",
           .cluster = "east",
           .project = "science",
           .at = {.file = "apps/prod.yaml", .line = 4, .column = 9}},
          {.name = "bad\x1b[31m\n##[error]name",
           .dialect = "phalanx",
           .folder = "platform",
           .at = {.file = "platform/values-bad.yaml"},
           .whole = false}};
}

Findings findings() {
  return {{.code = Code::ForeignValues,
           .what = "values file \"$values/qa.yaml\" is in another repository",
           .where = {.file = "apps/qa.yaml", .line = 14, .column = 13},
           .hint = "Without it the environment is not whole; it is listed, and not read."},
          {.code = Code::Assumed,
           .what = "\"site\" names 2 environments, this one is called \"site@east\"",
           .where = {.file = "apps/site.yaml", .line = 3, .column = 9}}};
}

TEST(Environments, AreListedForPeople) {
  expect_golden("report/golden/environments.txt",
                environments_text(environments(), findings(), {}));
}

TEST(Environments, AreListedForPrograms) {
  expect_golden("report/golden/environments.json", environments_json(environments(), findings()));
}

TEST(Environments, ThatAreNoneAreCountedToo) {
  EXPECT_EQ(environments_text({}, {}, {}), "0 environments, no findings\n");
}

}  // namespace
}  // namespace pgberth
