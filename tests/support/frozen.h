#pragma once

#include <sys/types.h>
#include <vector>

namespace pgberth {

/// A process and its children that do nothing, and answer nobody, for as long as this lives.
class Frozen {
 public:
  explicit Frozen(pid_t process);
  Frozen(const Frozen&) = delete;
  Frozen& operator=(const Frozen&) = delete;
  ~Frozen();

 private:
  std::vector<pid_t> stopped_{};
};

}  // namespace pgberth
