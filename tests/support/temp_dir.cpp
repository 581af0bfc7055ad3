#include "tests/support/temp_dir.h"

#include <cerrno>
#include <stdlib.h>
#include <system_error>
#include <unistd.h>

namespace pgberth {

TempDir::TempDir() : owner_(getpid()) {
  std::string name = (std::filesystem::temp_directory_path() / "pgberth-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    throw std::system_error(errno, std::generic_category(), "mkdtemp " + name);
  path_ = name;
}

TempDir::~TempDir() {
  if (owner_ != getpid()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace pgberth
