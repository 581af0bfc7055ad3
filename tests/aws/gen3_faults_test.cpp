// Each fault of a line to AWS at each call of an apply by the real program.

#include "tests/aws/gen3_site.h"
#include "tests/support/http_proxy.h"
#include <atomic>
#include <optional>

namespace pgberth {
namespace {

/// An apply of one service, through a proxy, with a fault at one of its calls.
class Trial {
 public:
  Trial(AwsRegion& region, const std::string& name, HttpFault fault, int position)
      : region_(region),
        proxy_(region.gate().url(), {.service = "AWS", .unreachable = Code::StoreUnreachable}),
        demo_(region, proxy_.url(), name) {
    demo_.ask_for({"alpha"}, Gen3InAws::kPush);
    proxy_.set_hook([this, fault, position](const std::string&) {
      return ++calls_ == position ? fault : HttpFault::None;
    });
    process_.emplace(demo_.site.command_line("apply"), demo_.site.variables());
  }

  /// Waits for it; then an apply without faults has to come to what an undisturbed one makes, with
  /// what is stored by now.
  Finished finish() {
    Finished disturbed = process_->wait();
    asked_ = calls_;
    const std::string name = demo_.entry_name("alpha");
    const bool stored = region_.root().exists(name);
    const std::string text = stored ? region_.root().text(name) : "";
    proxy_.set_hook({});

    const Finished clean = demo_.site.pgberth("apply");
    const Finished diff = demo_.site.pgberth("diff");

    EXPECT_EQ(clean.exit_code, 0) << clean.all() << "after\n" << disturbed.all();
    EXPECT_EQ(diff.exit_code, 0) << diff.all();
    EXPECT_EQ(demo_.versions("alpha"), 1u);
    if (stored) {
      EXPECT_EQ(region_.root().text(name), text);
    }
    demo_.expect_logs_in("alpha");
    return disturbed;
  }

  int asked() const { return asked_; }

 private:
  AwsRegion& region_;
  HttpProxy proxy_;
  Gen3InAws demo_;
  std::atomic<int> calls_{0};
  int asked_ = 0;
  std::optional<Process> process_{};
};

class Gen3Faults : public Gen3WithAws, public testing::WithParamInterface<HttpFault> {};

TEST_P(Gen3Faults, AtEachCallConvergeToOneVersion) {
  const std::string name = "f" + std::to_string(static_cast<int>(GetParam()));
  Trial undisturbed(region(), name, HttpFault::None, 1);
  EXPECT_EQ(undisturbed.finish().exit_code, 0);
  const int positions = undisturbed.asked();
  EXPECT_GE(positions, 3) << "who we are, what is there, what is made";

  // Side by side, as answers that never come are waited for.
  std::vector<std::unique_ptr<Trial>> trials;
  for (int position = 1; position <= positions; ++position)
    trials.push_back(std::make_unique<Trial>(region(), name + "c" + std::to_string(position),
                                             GetParam(), position));
  for (int position = 1; position <= positions; ++position) {
    SCOPED_TRACE(to_string(GetParam()) + " at call " + std::to_string(position));
    Trial& trial = *trials[static_cast<std::size_t>(position) - 1];
    trial.finish();
    EXPECT_GE(trial.asked(), position) << "the fault was met";
  }
}

INSTANTIATE_TEST_SUITE_P(OfTheLine, Gen3Faults, testing::ValuesIn(kHttpFaults),
                         [](const auto& tested) {
                           std::string name = to_string(tested.param);
                           std::erase(name, ' ');
                           return name;
                         });

}  // namespace
}  // namespace pgberth
