#include "reconciler/adapters/file/file_store.h"
#include "reconciler/adapters/file/folder_tree.h"
#include "reconciler/adapters/postgres/open.h"
#include "reconciler/adapters/system/system_clock.h"
#include "reconciler/adapters/system/system_entropy.h"
#include "reconciler/cli/run.h"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using namespace pgberth;

/// Memory holds secrets: no core file is to be made of it.
void forbid_core_dumps() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

std::optional<std::string> variable(const std::string& name) {
  const char* text = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): one thread yet
  return text == nullptr ? std::nullopt : std::optional<std::string>(text);
}

int run_with_adapters(const Surroundings& surroundings) {
  SystemClock clock;
  SystemEntropy entropy;
  FolderTree tree("");
  const Parts parts{
      .make_store = [](const std::string& directory,
                       const StoreId& id) { return std::make_unique<FileStore>(directory, id); },
      .make_server =
          [&](const AdminAddress& address) {
            return open_postgres(address.uri, address.otherwise, clock, entropy);
          },
      .tree = tree,
      .clock = clock,
      .entropy = entropy};
  return run(surroundings, parts);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    forbid_core_dumps();
    return run_with_adapters({.arguments = {argv + 1, argv + argc},
                              .environment = variable,
                              .out = std::cout,
                              .err = std::cerr,
                              .out_is_terminal = isatty(STDOUT_FILENO) == 1,
                              .err_is_terminal = isatty(STDERR_FILENO) == 1,
                              .version = PGBERTH_VERSION});
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << " [E001]\n";
    return 2;
  }
}
