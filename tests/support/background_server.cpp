#include "tests/support/background_server.h"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace pgberth {
namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  list.reserve(words.size() + 1);
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

}  // namespace

BackgroundServer::BackgroundServer(const std::vector<std::string>& command,
                                   std::filesystem::path log,
                                   const std::map<std::string, std::string>& environment)
    : log_(std::move(log)) {
  std::vector<std::string> words = command;
  std::vector<std::string> variables{"PATH=/usr/bin:/bin"};
  for (const auto& [name, value] : environment) {
    variables.push_back(name);
    variables.back().append("=").append(value);
  }
  const std::vector<char*> arguments = pointers(words);
  const std::vector<char*> assignments = pointers(variables);
  const std::string file = log_.string();
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("no process for " + command.front());
  if (pid_ > 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int out = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  execve(arguments[0], arguments.data(), assignments.data());
  _exit(127);
}

BackgroundServer::~BackgroundServer() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);
  for (int turn = 0; turn < 200; ++turn) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) return;
    usleep(20'000);
  }
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool BackgroundServer::runs() {
  if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = -1;
  return pid_ > 0;
}

std::string BackgroundServer::log() const {
  const std::ifstream in(log_);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace pgberth
