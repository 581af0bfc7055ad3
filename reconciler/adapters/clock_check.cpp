#include "reconciler/adapters/clock_check.h"

#include <cmath>
#include <string>

namespace pgberth {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr Seconds kMostSkew{60};

}  // namespace

Check clock_check(std::chrono::sys_time<Seconds> server,
                  std::chrono::system_clock::time_point before,
                  std::chrono::system_clock::time_point after) {
  Seconds ahead{0};
  if (server > after) ahead = server - after;
  if (server < before) ahead = server - before;
  Check check{.about = "clock", .verdict = Verdict::Fine, .seen = "agrees with ours"};
  if (std::chrono::abs(ahead) <= kMostSkew) return check;
  check.verdict = Verdict::Missing;
  check.seen = "the server's is " + std::to_string(std::lround(std::abs(ahead.count()))) +
               " seconds " + (ahead.count() > 0 ? "ahead of" : "behind") +
               " ours: what ends does so at another time";
  check.cure = "On the machine whose clock is wrong: timedatectl set-ntp true";
  return check;
}

}  // namespace pgberth
