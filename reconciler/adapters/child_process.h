#pragma once

#include "reconciler/base/result.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace pgberth {

/// A program to be run, with nothing of ours but what is named here: no shell, no other variables,
/// no open files. Its messages to a person (standard error) go where ours go, or nowhere.
struct ChildRequest {
  std::string program;                   ///< The path of the file.
  std::vector<std::string> arguments{};  ///< With its own name first.
  std::map<std::string, std::string> environment{};
  std::string input{};  ///< No more than fits a pipe, 64 KiB.
  std::size_t largest_answer = 65'536;
  std::chrono::milliseconds timeout{30'000};
  bool speaks = true;  ///< Whether its messages are passed on.
  Code code;           ///< Of errors.
  std::string what;    ///< "the process that talks to the git server": in errors.
};

/// How a child came to its end.
struct ChildEnd {
  enum class How { Ended, Late, Stopped } how = How::Ended;
  int status = 0;  ///< As waitpid() tells it, of one that ended by itself.
  bool took_input = true;
  std::string output{};

  bool well() const { return how == How::Ended && status == 0 && took_input; }
};

/// Runs it to its end, to its timeout, or until `stop` asks for an end; it is then killed. Error:
/// it could not be started.
Result<ChildEnd> run_child(const ChildRequest& request, const std::stop_token& stop = {});

/// "was ended by signal 9", "ended with 1".
std::string how_it_ended(int status);

}  // namespace pgberth
