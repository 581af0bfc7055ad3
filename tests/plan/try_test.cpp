#include "tests/support/harness.h"
#include "tests/support/print_plan.h"

#include <gtest/gtest.h>

#include <iostream>
namespace pgberth {
TEST(Try, Prints) {
  Harness h;
  auto r = h.pass(all_claims(), true);
  std::cout << print(r.plan);
  for (auto& o : r.applied->outcomes) for (auto& x : o) if (x.error) std::cout << x.error->what << "\n";
  auto r2 = h.pass(all_claims(), true);
  std::cout << "SECOND\n" << print(r2.plan) << h.snapshot();
}
}
