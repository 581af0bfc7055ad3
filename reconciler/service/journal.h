#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/base/ports.h"
#include "reconciler/report/log_lines.h"

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace pgberth {

/// The service's log. Thread-safe.
class Journal {
 public:
  using Sink = std::function<void(const std::string& line)>;

  Journal(Clock& clock, Sink sink) : clock_(clock), sink_(std::move(sink)) {}

  void step(const Job& job, const Step& step, const Outcome& outcome);
  void pass(const PassFigures& figures);
  void event(std::string_view event, const std::string& text);

  /// One that came, or is gone.
  void finding(const Finding& finding, bool gone);

 private:
  void write(const std::string& line);

  Clock& clock_;
  Sink sink_;
  std::mutex mutex_{};
};

}  // namespace pgberth
