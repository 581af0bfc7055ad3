#pragma once

#include <chrono>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace pgberth {

struct Finished {
  int exit_code = -1;  ///< -1: ended by a signal.
  std::string out{};
  std::string err{};

  std::string all() const { return out + err; }
};

/// A child process with its output caught. Killed, and waited for, when the object goes away.
class Process {
 public:
  /// `environment` is all that the child gets, besides PATH and HOME.
  Process(const std::vector<std::string>& command,
          const std::map<std::string, std::string>& environment = {});
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  Finished wait();
  /// What it has printed so far.
  std::string out() const;
  pid_t pid() const { return pid_; }
  void kill();
  void terminate();  ///< Asks it to stop (SIGTERM).

 private:
  std::string out_file_;
  std::string err_file_;
  pid_t pid_ = -1;
};

/// Runs `command` to its end.
Finished run(const std::vector<std::string>& command,
             const std::map<std::string, std::string>& environment = {});

}  // namespace pgberth
