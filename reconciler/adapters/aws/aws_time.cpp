#include "reconciler/adapters/aws/aws_time.h"

#include "reconciler/adapters/time_text.h"

#include <array>
#include <ctime>

namespace pgberth {
namespace {

using std::chrono::seconds;

constexpr seconds kMuch = std::chrono::minutes{1};  ///< AWS takes requests that are five off.

seconds since_epoch(Clock& clock) {
  return std::chrono::floor<seconds>(clock.wall()).time_since_epoch();
}

}  // namespace

std::chrono::sys_seconds AwsTime::now() const {
  return std::chrono::sys_seconds{since_epoch(clock_) + behind()};
}

std::string AwsTime::stamp() const {
  const std::time_t time = now().time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 17> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts)};
}

void AwsTime::note(const HttpResponse& response) {
  if (const auto theirs = http_time_of(response.header("date")))
    off_ = (theirs->time_since_epoch() - since_epoch(clock_)).count();
}

bool AwsTime::learn(const HttpResponse& response) {
  const auto theirs = http_time_of(response.header("date"));
  if (!theirs) return false;
  const seconds off = *theirs - now();
  if (off < kMuch && off > -kMuch) return false;
  behind_ = (theirs->time_since_epoch() - since_epoch(clock_)).count();
  return true;
}

}  // namespace pgberth
