#pragma once

#include "reconciler/cli/options.h"

#include <span>
#include <string>
#include <string_view>

namespace pgberth {

/// Which commands an option is for. Judging: those that read values, and check. Printing: doctor
/// too.
enum class For {
  Settings,
  ReadingValues,
  Judging,
  Printing,
  LookingAtTheWorld,
  LookingInside,
  Apply,
  Check,
  Run,
  All
};

/// One option: all that parsing, help and the environment need to know of it.
struct OptionRow {
  std::string_view group;
  For commands;
  std::string_view name;      ///< "--release".
  std::string_view shorter;   ///< "-f", or "".
  std::string_view argument;  ///< "NAME"; "" for a flag.
  std::string_view environment;
  bool repeatable;
  std::string_view standard;  ///< The default in words, or "".
  std::string_view help;
  Result<Done> (*set)(Options& options, const std::string& text);  ///< A flag's text is "true".
};

std::span<const OptionRow> option_rows();

/// Whether the option changes what `command` does; help lists only those.
bool applies(const OptionRow& row, Command command);

/// Whether the option may be given to `command`. One that does not apply is accepted and ignored by
/// the commands that read values, so that one set of options serves all of them.
bool accepts(const OptionRow& row, Command command);

}  // namespace pgberth
