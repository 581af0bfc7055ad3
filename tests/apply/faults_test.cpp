#include <gtest/gtest.h>

#include "tests/support/claims.h"
#include "tests/support/fault_positions.h"
#include <utility>

namespace pgberth {
namespace {

class Faults : public testing::TestWithParam<std::pair<const char*, Claims (*)()>> {};

TEST_P(Faults, BeforeAnyCallConverge) {
  converge_from_each_position(GetParam().second, Fault::FailBefore, false);
}
TEST_P(Faults, AsALostReplyConverge) {
  converge_from_each_position(GetParam().second, Fault::LostReply, false);
}
TEST_P(Faults, AsACrashBeforeConverge) {
  converge_from_each_position(GetParam().second, Fault::CrashBefore, false);
}
TEST_P(Faults, AsACrashAfterConverge) {
  converge_from_each_position(GetParam().second, Fault::CrashAfter, false);
}
TEST_P(Faults, ConvergeForAnAdminWhoIsNoSuperuser) {
  for (const Fault fault :
       {Fault::FailBefore, Fault::LostReply, Fault::CrashBefore, Fault::CrashAfter})
    converge_from_each_position(GetParam().second, fault, true);
}

INSTANTIATE_TEST_SUITE_P(Apply, Faults,
                         testing::Values(std::pair{"Pushed", &pushed_claim},
                                         std::pair{"Local", &local_claim},
                                         std::pair{"PushedAndLocal", &pushed_and_local_claim},
                                         std::pair{"SharedKey", &shared_key_claim},
                                         std::pair{"TwoNamespaces", &two_namespaces_claims},
                                         std::pair{"Linked", &linked_claim}),
                         [](const auto& tested) { return std::string(tested.param.first); });

}  // namespace
}  // namespace pgberth
