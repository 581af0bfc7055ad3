#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/base/ports.h"
#include "reconciler/report/log_lines.h"

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace pgberth {

/// The service's log. Thread-safe; findings are told when they come and when they go.
class Journal {
 public:
  using Sink = std::function<void(const std::string& line)>;

  Journal(Clock& clock, Sink sink) : clock_(clock), sink_(std::move(sink)) {}

  void step(const Job& job, const Step& step, const Outcome& outcome);
  void pass(const PassFigures& figures);
  void event(std::string_view event, const std::string& text);

  /// All findings that `subject` has now: the environments of a pass, the settings, the source.
  void findings(const std::string& subject, const Findings& now);

  /// Forgets subjects that are not among `subjects`, without a word.
  void keep(const std::set<std::string>& subjects);

 private:
  void write(const std::string& line);

  Clock& clock_;
  Sink sink_;
  std::mutex mutex_{};
  std::map<std::string, std::set<Finding>> known_{};
};

}  // namespace pgberth
