#include "tests/support/frozen.h"

#include <csignal>
#include <fstream>
#include <string>

namespace pgberth {

Frozen::Frozen(pid_t process) : stopped_{process} {
  kill(process, SIGSTOP);  // From here on there are no new children.
  const std::string id = std::to_string(process);
  std::ifstream children("/proc/" + id + "/task/" + id + "/children");
  for (pid_t child = 0; children >> child;) {
    kill(child, SIGSTOP);
    stopped_.push_back(child);
  }
}

Frozen::~Frozen() {
  for (const pid_t process : stopped_) kill(process, SIGCONT);
}

}  // namespace pgberth
