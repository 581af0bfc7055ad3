#include "reconciler/adapters/git/fetch_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <string>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace pgberth {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLongestAnswer = 65536;

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close_now(); }

  int get() const { return number_; }
  void close_now() {
    if (number_ >= 0) close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

Error no_process(int number) {
  return {.code = Code::SourceFailed,
          .what = std::string("no process can be started to talk to the git server: ") +
                  std::generic_category().message(number),
          .hint = "Look at the limits of this user."};
}

Error ended_by(int status) {
  const std::string how = WIFSIGNALED(status)
                              ? "was ended by signal " + std::to_string(WTERMSIG(status))
                              : "ended with " + std::to_string(WEXITSTATUS(status));
  return {.code = Code::SourceFailed,
          .what = "the process that talks to the git server " + how,
          .hint = "It may have met the machine's limit of memory."};
}

/// A child of ours, which is ended and waited for when this goes away.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      wait();
    }
  }

  int wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_;
};

/// Starts `program` with nothing of ours but two ends of pipes.
Result<pid_t> started(const std::string& program, int in, int out) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  sigset_t none;
  sigemptyset(&none);
  sigset_t usual;
  sigfillset(&usual);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setpgroup(&attributes, 0);  // A terminal's Ctrl-C is for us to hand on.
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  std::string name = "pgberth";
  std::string argument = kFetchArgument;
  const std::array<char*, 3> arguments{name.data(), argument.data(), nullptr};
  std::string home = "HOME=/nonexistent";
  const std::array<char*, 2> environment{home.data(), nullptr};
  pid_t pid = -1;
  const int failed =
      posix_spawn(&pid, program.c_str(), &files, &attributes, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return no_process(failed);
  return pid;
}

/// The request is small and fits a pipe; a child that is gone does not end us by SIGPIPE, since it
/// is given through a socket-like send only when the pipe is open.
bool hand_over(int to, const std::string& text) {
  sigset_t pipe_only;
  sigset_t before;
  sigemptyset(&pipe_only);
  sigaddset(&pipe_only, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
  const bool whole = write(to, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const timespec now{};
  if (!whole && errno == EPIPE) sigtimedwait(&pipe_only, nullptr, &now);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return whole;
}

enum class Ended { Answered, Late, Stopped };

/// Reads until the child closes its end, the deadline passes or `stop` can be read.
Ended listen(int from, int stop, Clock::time_point deadline, std::string& answer) {
  std::array<char, 4096> block{};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return Ended::Late;
    std::array<pollfd, 2> watched{pollfd{.fd = from, .events = POLLIN, .revents = 0},
                                  pollfd{.fd = stop, .events = POLLIN, .revents = 0}};
    const auto wait = std::min<std::chrono::milliseconds::rep>(left.count(), 60'000);
    if (poll(watched.data(), watched.size(), static_cast<int>(wait)) < 0 && errno != EINTR)
      return Ended::Answered;
    if (watched[1].revents != 0) return Ended::Stopped;
    if (watched[0].revents == 0) continue;
    const ssize_t count = read(from, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || answer.size() > kLongestAnswer) return Ended::Answered;
    answer.append(block.data(), static_cast<std::size_t>(count));
  }
}

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

Result<Fetched> fetch_apart(const FetchRequest& request, std::stop_token stop) {
  const auto deadline = Clock::now() + request.settings.timeout;
  std::array<int, 2> in{-1, -1};
  std::array<int, 2> out{-1, -1};
  const bool piped = pipe2(in.data(), O_CLOEXEC) == 0 && pipe2(out.data(), O_CLOEXEC) == 0;
  const int failed = errno;
  Descriptor read_request(in[0]);
  Descriptor write_request(in[1]);
  const Descriptor read_answer(out[0]);
  Descriptor write_answer(out[1]);
  const Descriptor stopped(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!piped || stopped.get() < 0) return no_process(failed);

  const auto pid = started(request.settings.program, read_request.get(), write_answer.get());
  if (!pid) return pid.error();
  Child child(*pid);
  read_request.close_now();
  write_answer.close_now();
  const std::stop_callback wake(stop, [&] { eventfd_write(stopped.get(), 1); });
  const bool asked = hand_over(write_request.get(), to_json(request));
  write_request.close_now();

  std::string answer;
  const Ended how = listen(read_answer.get(), stopped.get(), deadline, answer);
  if (how == Ended::Late) return too_late(request.settings);
  if (how == Ended::Stopped)
    return Error{.code = Code::Interrupted,
                 .what = "the pull was stopped",
                 .hint = "The next one goes on from what was there before."};
  const int status = child.wait();
  if (!asked || status != 0) return ended_by(status);
  return answer_of(answer);
}

}  // namespace pgberth
