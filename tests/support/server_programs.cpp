#include "tests/support/server_programs.h"

#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

fs::path cache_folder() {
  // Nobody changes the environment of a test.
  const char* cache = std::getenv("XDG_CACHE_HOME");  // NOLINT(concurrency-mt-unsafe)
  if (cache != nullptr && *cache != '\0') return fs::path(cache) / "pgberth";
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe)
  return fs::path(home == nullptr ? "/tmp" : home) / ".cache" / "pgberth";
}

}  // namespace

std::optional<fs::path> server_program(const std::string& name, const std::string& program) {
  std::optional<fs::path> newest;
  std::error_code none;
  for (const auto& folder : fs::directory_iterator(cache_folder() / "servers", none)) {
    const fs::path found = folder.path() / program;
    const bool named = folder.path().filename().string().starts_with(name + "-");
    if (named && fs::exists(found) && (!newest || found > *newest)) newest = found;
  }
  return newest;
}

unsigned short free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (bind(probe, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no free port");
  close(probe);
  return ntohs(address.sin_port);
}

}  // namespace pgberth
