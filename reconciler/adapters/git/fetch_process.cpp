#include "reconciler/adapters/git/fetch_process.h"

#include "reconciler/adapters/git/fetch.h"
#include "reconciler/adapters/git/git_library.h"

#include <csignal>
#include <exception>
#include <new>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace pgberth {
namespace {

std::string all_of_standard_input() {
  std::string text;
  char block[4096];
  for (ssize_t count = 0; (count = read(STDIN_FILENO, block, sizeof block)) > 0;)
    text.append(block, static_cast<std::size_t>(count));
  return text;
}

void say(const std::string& text) {
  std::size_t said = 0;
  while (said < text.size()) {
    const ssize_t count = write(STDOUT_FILENO, text.data() + said, text.size() - said);
    if (count <= 0) return;
    said += static_cast<std::size_t>(count);
  }
}

void bound(int what, std::size_t limit) {
  const rlimit both{.rlim_cur = limit, .rlim_max = limit};
  setrlimit(static_cast<__rlimit_resource>(what), &both);
}

/// Nobody waits for the answer any more when the parent is gone.
bool bound_to(int parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  return getppid() == parent;
}

void bound_by(const MirrorLimits& limits) {
  bound(RLIMIT_CORE, 0);
  // A pack is written as it comes; objects that it leaves out are added, and an index of it.
  bound(RLIMIT_FSIZE, 2 * limits.received);
  std::signal(SIGXFSZ, SIG_IGN);  // The write fails instead.
  // The sanitizers reserve more address space than any limit that makes sense.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  bound(RLIMIT_AS, limits.memory);
#endif
}

Result<Fetched> answer() {
  const auto request = request_of(all_of_standard_input());
  if (!request) return request.error();
  if (!bound_to(request->parent))
    return Error{.code = Code::Interrupted, .what = "the process that asked is gone"};
  bound_by(request->settings.limits);
  const GitLibrary library;
  return fetch(*request);
}

}  // namespace

int fetch_process() {
  try {
    say(to_json(answer()));
  } catch (const std::bad_alloc&) {
    say(to_json(
        Result<Fetched>(Error{.code = Code::SourceTooLarge,
                              .what = "the git repository needs more memory than it may use",
                              .hint = "Keep values in a repository of their own, or raise "
                                      "the limit."})));
  } catch (const std::exception& error) {
    say(to_json(Result<Fetched>(Error{.code = Code::SourceFailed,
                                      .what = std::string("the pull failed: ") + error.what(),
                                      .hint = "Look at the folder of the clone."})));
  }
  return 0;
}

}  // namespace pgberth
