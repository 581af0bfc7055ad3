#include "reconciler/adapters/child_process.h"
#include "reconciler/adapters/git/fetch_process.h"

#include <chrono>
#include <string>
#include <utility>

namespace pgberth {
namespace {

std::string seconds(std::chrono::milliseconds time) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(time);
  return whole == time ? std::to_string(whole.count()) + " s"
                       : std::to_string(time.count()) + " ms";
}

Error too_late(const MirrorSettings& settings) {
  return {.code = Code::SourceTimeout,
          .what = "\"" + settings.url + "\" was not pulled within " + seconds(settings.timeout),
          .hint = "Look at the server and the network; a large first clone may need more time."};
}

}  // namespace

Result<Fetched> fetch_apart(const FetchRequest& request, const std::stop_token& stop) {
  const auto end = run_child({.program = request.settings.program,
                              .arguments = {"pgberth", kFetchArgument},
                              .environment = {{"HOME", "/nonexistent"}},
                              .input = to_json(request),
                              .timeout = request.settings.timeout,
                              .code = Code::SourceFailed,
                              .what = "the process that talks to the git server"},
                             stop);
  if (!end) return end.error();
  if (end->how == ChildEnd::How::Late) return too_late(request.settings);
  if (end->how == ChildEnd::How::Stopped)
    return Error{.code = Code::Interrupted,
                 .what = "the pull was stopped",
                 .hint = "The next one goes on from what was there before."};
  if (!end->well())
    return Error{.code = Code::SourceFailed,
                 .what = "the process that talks to the git server " + how_it_ended(end->status),
                 .hint = "It may have met the machine's limit of memory."};
  return answer_of(end->output);
}

}  // namespace pgberth
