#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace pgberth {

/// A server that a test started. It is ended with the object, or when the thread that started it
/// ends, however that comes.
class BackgroundServer {
 public:
  /// `log` takes what it prints; `environment` is all that it gets beside PATH.
  BackgroundServer(const std::vector<std::string>& command, std::filesystem::path log,
                   const std::map<std::string, std::string>& environment = {});
  BackgroundServer(const BackgroundServer&) = delete;
  BackgroundServer& operator=(const BackgroundServer&) = delete;
  ~BackgroundServer();

  bool runs();
  std::string log() const;
  pid_t pid() const { return pid_; }

 private:
  std::filesystem::path log_;
  pid_t pid_ = -1;
};

}  // namespace pgberth
