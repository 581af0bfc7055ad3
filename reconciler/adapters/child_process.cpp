#include "reconciler/adapters/child_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace pgberth {
namespace {

using Time = std::chrono::steady_clock;

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

/// A child of ours, which is ended and waited for when this goes away.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) {
      kill(-pid_, SIGKILL);  // And whatever it started in its turn.
      wait();
    }
  }

  /// Its status, if it has ended by then.
  std::optional<int> wait_until(Time::time_point deadline) {
    const Descriptor ended(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
    pollfd watched{.fd = ended.get(), .events = POLLIN, .revents = 0};
    while (ended.get() >= 0 && watched.revents == 0) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Time::now());
      if (left.count() <= 0) return std::nullopt;
      poll(&watched, 1,
           static_cast<int>(std::min<std::chrono::milliseconds::rep>(left.count(), 60'000)));
    }
    return wait();
  }

 private:
  int wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

  pid_t pid_;
};

Error not_started(const ChildRequest& request, int number) {
  return {.code = request.code,
          .what = request.what + " cannot be started: " + std::generic_category().message(number),
          .hint = "Look at the file, and at the limits of this user."};
}

/// Texts as the functions of POSIX want them.
class Words {
 public:
  explicit Words(std::vector<std::string> words) : words_(std::move(words)) {
    for (std::string& word : words_) pointers_.push_back(word.data());
    pointers_.push_back(nullptr);
  }
  char* const* get() const { return pointers_.data(); }

 private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_{};
};

std::vector<std::string> assignments(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> all;
  all.reserve(environment.size());
  for (const auto& [name, value] : environment) all.emplace_back(name).append("=").append(value);
  return all;
}

/// Starts the program with nothing of ours but two ends of pipes.
Result<pid_t> started(const ChildRequest& request, int in, int out) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
  if (!request.speaks)
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
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
  const Words arguments(request.arguments);
  const Words environment(assignments(request.environment));
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, request.program.c_str(), &files, &attributes,
                                 arguments.get(), environment.get());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return not_started(request, failed);
  return pid;
}

/// The request is small and fits a pipe. Where the child is gone already, the signal of that
/// (SIGPIPE) is taken back, and false the answer.
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

/// Reads until the child closes its end, the deadline passes or `stop` can be read.
ChildEnd::How listen(int from, int stop, Time::time_point deadline, std::size_t largest,
                     std::string& answer) {
  std::array<char, 4096> block{};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Time::now());
    if (left.count() <= 0) return ChildEnd::How::Late;
    std::array<pollfd, 2> watched{pollfd{.fd = from, .events = POLLIN, .revents = 0},
                                  pollfd{.fd = stop, .events = POLLIN, .revents = 0}};
    const auto wait = std::min<std::chrono::milliseconds::rep>(left.count(), 60'000);
    if (poll(watched.data(), watched.size(), static_cast<int>(wait)) < 0 && errno != EINTR)
      return ChildEnd::How::Ended;
    if (watched[1].revents != 0) return ChildEnd::How::Stopped;
    if (watched[0].revents == 0) continue;
    const ssize_t count = read(from, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || answer.size() > largest) return ChildEnd::How::Ended;
    answer.append(block.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

Result<ChildEnd> run_child(const ChildRequest& request, const std::stop_token& stop) {
  const auto deadline = Time::now() + request.timeout;
  std::array<int, 2> in{-1, -1};
  std::array<int, 2> out{-1, -1};
  const bool piped = pipe2(in.data(), O_CLOEXEC) == 0 && pipe2(out.data(), O_CLOEXEC) == 0;
  const int failed = errno;
  Descriptor read_request(in[0]);
  Descriptor write_request(in[1]);
  const Descriptor read_answer(out[0]);
  Descriptor write_answer(out[1]);
  const Descriptor stopped(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!piped || stopped.get() < 0) return not_started(request, failed);

  const auto pid = started(request, read_request.get(), write_answer.get());
  if (!pid) return pid.error();
  Child child(*pid);
  read_request.close_now();
  write_answer.close_now();
  const std::stop_callback wake(stop, [&] { eventfd_write(stopped.get(), 1); });
  ChildEnd end;
  end.took_input = hand_over(write_request.get(), request.input);
  write_request.close_now();

  end.how = listen(read_answer.get(), stopped.get(), deadline, request.largest_answer, end.output);
  if (end.how != ChildEnd::How::Ended) return end;
  const auto status = child.wait_until(deadline);
  end.how = status ? ChildEnd::How::Ended : ChildEnd::How::Late;
  end.status = status.value_or(0);
  return end;
}

std::string how_it_ended(int status) {
  return WIFSIGNALED(status) ? "was ended by signal " + std::to_string(WTERMSIG(status))
                             : "ended with " + std::to_string(WEXITSTATUS(status));
}

}  // namespace pgberth
