#pragma once

#include "reconciler/cli/parse.h"
#include "reconciler/cli/parts.h"

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// What a process is given: its words, its variables, and where its output goes.
struct Surroundings {
  std::vector<std::string> arguments;  ///< Without the program's name.
  EnvironmentVariables environment;
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  std::string_view version{};
};

/// Runs one command and answers its exit code. Reports go to `out`; what kept a command from
/// running, and the progress bar, to `err`. When `out` cannot be written the command fails,
/// whatever it did.
int run(const Surroundings& surroundings, const Parts& parts);

}  // namespace pgberth
