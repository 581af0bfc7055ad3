#include "tests/support/process.h"

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace pgberth {
namespace {

std::string temporary_file() {
  std::string name = (std::filesystem::temp_directory_path() / "pgberth-out-XXXXXX").string();
  const int descriptor = mkstemp(name.data());
  if (descriptor < 0) throw std::runtime_error("cannot make a temporary file");
  close(descriptor);
  return name;
}

std::string content_of(const std::string& file) {
  const std::ifstream in(file, std::ios::binary);
  std::stringstream content;
  content << in.rdbuf();
  return content.str();
}

std::string take(const std::string& file) {
  std::string content = content_of(file);
  std::filesystem::remove(file);
  return content;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  list.reserve(texts.size() + 1);
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

std::string assignment(std::string name, const std::string& value) {
  return name.append("=").append(value);
}

[[noreturn]] void become(std::vector<char*>& arguments, std::vector<char*>& environment,
                         const std::string& out, const std::string& err) {
  const int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int out_file = open(out.c_str(), O_WRONLY | O_CLOEXEC);
  const int err_file = open(err.c_str(), O_WRONLY | O_CLOEXEC);
  dup2(in, STDIN_FILENO);
  dup2(out_file, STDOUT_FILENO);
  dup2(err_file, STDERR_FILENO);
  execvpe(arguments[0], arguments.data(), environment.data());
  _exit(127);
}

}  // namespace

Process::Process(const std::vector<std::string>& command,
                 const std::map<std::string, std::string>& environment)
    : out_file_(temporary_file()), err_file_(temporary_file()) {
  std::vector<std::string> texts = command;
  std::vector<std::string> variables{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/nonexistent"};
  for (const auto& [name, value] : environment) variables.push_back(assignment(name, value));
  std::vector<char*> arguments = pointers(texts);
  std::vector<char*> settings = pointers(variables);
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ == 0) become(arguments, settings, out_file_, err_file_);
}

Process::~Process() {
  if (pid_ < 0) return;
  kill();
  (void)wait();
}

Finished Process::wait() {
  int status = 0;
  if (pid_ >= 0) waitpid(pid_, &status, 0);
  pid_ = -1;
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          .out = take(out_file_),
          .err = take(err_file_)};
}

std::string Process::out() const {
  return content_of(out_file_);
}

void Process::kill() {
  if (pid_ >= 0) ::kill(pid_, SIGKILL);
}

void Process::terminate() {
  if (pid_ >= 0) ::kill(pid_, SIGTERM);
}

Finished run(const std::vector<std::string>& command,
             const std::map<std::string, std::string>& environment) {
  return Process(command, environment).wait();
}

}  // namespace pgberth
