#pragma once

#include "reconciler/cli/options.h"
#include "reconciler/cli/parts.h"
#include "reconciler/report/paint.h"

#include <iosfwd>

namespace pgberth {

/// Where a command prints, and what it got besides options.
struct Setting {
  std::ostream& out;
  std::ostream& err;
  Paint out_paint{};
  Paint err_paint{};
  bool progress = false;
  Secret admin_password{};  ///< Of the environment; empty: none.
};

/// Runs `validate`, `show`, `map`, `diff`, `report`, `apply` or `doctor` and answers the exit code.
/// Errors: what is asked for cannot be begun (options, files to name, the password file).
Result<int> run_command(const Options& options, const Parts& parts, const Setting& setting);

}  // namespace pgberth
