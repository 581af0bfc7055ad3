#include "tests/support/random_kills.h"

#include "tests/support/process.h"
#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

namespace pgberth {

int kill_at_random_times(const std::vector<std::string>& command, int times, unsigned window,
                         const std::map<std::string, std::string>& environment) {
  std::minstd_rand random(10);
  int killed = 0;
  for (int i = 0; i < times; ++i) {
    Process process(command, environment);
    const auto wait = static_cast<unsigned>(random() % window);
    std::this_thread::sleep_for(std::chrono::milliseconds(wait));
    process.kill();
    if (process.wait().exit_code == -1)
      ++killed;
    else
      window = std::max(wait, 2u);
  }
  return killed;
}

}  // namespace pgberth
