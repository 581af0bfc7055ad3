#include "reconciler/cli/serve.h"

#include "reconciler/cli/chosen_settings.h"
#include "reconciler/cli/operator_world.h"
#include "reconciler/service/service.h"
#include "reconciler/service/web.h"

#include <cstdlib>
#include <malloc.h>
#include <memory>
#include <optional>
#include <ostream>
#include <thread>
#include <utility>

namespace pgberth {
namespace {

/// Each thread that allocates would else keep memory of its own, and which threads work when is
/// chance: what stays in use would grow for days.
constexpr int kArenas = 2;

constexpr std::chrono::seconds kToLeave{8};  ///< Who stops a process kills it after ten.

/// The settings as they are now; what keeps them from being read is a finding like others.
SettingsRead settings_now(const Options& options, const Parts& parts) {
  auto read = chosen_settings(options, parts);
  if (read) return *std::move(read);
  return {.settings = {}, .findings = {finding_of(read.error())}};
}

/// Ends the process when it has not left in time after a stop; the next one goes on from what is
/// there, as after any other end.
class LeaveInTime {
 public:
  LeaveInTime(const std::stop_token& stop, Clock& clock)
      : on_stop_(stop, [this] { woken_.request_stop(); }),
        watch_([this, &clock](const std::stop_token& done) {
          while (clock.rest(std::chrono::hours{1}, woken_.get_token())) {
          }
          if (!done.stop_requested() && clock.rest(kToLeave, done)) std::_Exit(kFailure);
        }) {}
  LeaveInTime(const LeaveInTime&) = delete;
  LeaveInTime& operator=(const LeaveInTime&) = delete;
  ~LeaveInTime() {
    watch_.request_stop();
    woken_.request_stop();
  }

 private:
  std::stop_source woken_{};
  std::stop_callback<std::function<void()>> on_stop_;
  std::jthread watch_;
};

}  // namespace

Result<int> serve(const Options& options, const Parts& parts, const Setting& setting,
                  std::string_view version) {
  if (options.settings.empty())
    return Error{.code = Code::BadOption,
                 .what = "run needs a settings file",
                 .hint = "Add --settings FILE: it names the source, servers and environments."};
  mallopt(M_ARENA_MAX, kArenas);  // NOLINT(concurrency-mt-unsafe): there is one thread yet.
  const std::stop_token stop = parts.stop_with_care ? parts.stop_with_care() : std::stop_token{};
  std::optional<Secret> password;
  if (!setting.admin_password.empty()) password = setting.admin_password.duplicate();
  // Each line is to be seen when it is written, also when the next moment ends the process.
  Journal journal(parts.clock, [&](const std::string& line) {
    setting.out.clear();  // A disk that was full must not silence what comes after.
    setting.out << line << '\n' << std::flush;
  });
  // Where it listens is decided once, so it does not begin by settings that cannot be used.
  const SettingsRead first = settings_now(options, parts);
  if (has_error(first.findings)) {
    for (const Finding& finding : first.findings) journal.finding(finding, false);
    return kFailure;
  }
  const RunSettings& run = first.settings.run;
  Metrics metrics(version);
  Health health(parts.clock, run.timeout + run.interval);
  const LeaveInTime watch(stop, parts.clock);  // It outlives the service, whose end can take long.
  Service service({.settings = [&] { return settings_now(options, parts); },
                   .world =
                       [&](const Settings& settings) {
                         return std::make_unique<OperatorWorld>(settings, password, parts);
                       },
                   .source = parts.open_source,
                   .folder = parts.confined_tree,
                   .clock = parts.clock,
                   .entropy = parts.entropy,
                   .journal = journal,
                   .metrics = metrics,
                   .health = health});
  if (options.once) return service.once(stop).complete ? kAgreement : kFailure;

  std::unique_ptr<Web> web;
  if (!run.listen.empty()) {
    auto listening = Web::listen(run.listen, health, metrics, parts.clock);
    if (!listening) return std::move(listening).error();
    web = *std::move(listening);
    journal.event("listen",
                  "probes and metrics are answered on port " + std::to_string(web->port()));
  }
  journal.event("start", "pgberth " + std::string(version) + " runs");
  service.serve(stop);
  journal.event("end", "asked to end");
  return kAgreement;
}

}  // namespace pgberth
