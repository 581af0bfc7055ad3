#include "tests/support/process_memory.h"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace pgberth {

std::optional<std::set<std::string>> words_in_memory(pid_t process,
                                                     const std::set<std::string>& words) {
  const std::string folder = "/proc/" + std::to_string(process) + "/";
  const int memory = open((folder + "mem").c_str(), O_RDONLY | O_CLOEXEC);
  if (memory < 0) return std::nullopt;
  kill(process, SIGSTOP);
  std::set<std::string> found;
  std::ifstream maps(folder + "maps");
  for (std::string line; std::getline(maps, line);) {
    unsigned long begin = 0;
    unsigned long end = 0;
    char dash = 0;
    std::string rights;
    std::istringstream(line) >> std::hex >> begin >> dash >> end >> rights;
    if (rights.find('w') == std::string::npos || line.find("[v") != std::string::npos) continue;
    std::string bytes(end - begin, '\0');
    const ssize_t count = pread(memory, bytes.data(), bytes.size(), static_cast<off_t>(begin));
    bytes.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    for (const std::string& word : words)
      if (bytes.find(word) != std::string::npos) found.insert(word);
  }
  kill(process, SIGCONT);
  close(memory);
  return found;
}

}  // namespace pgberth
