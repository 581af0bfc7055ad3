#pragma once

#include "reconciler/cli/options.h"

#include <span>
#include <string_view>

namespace pgberth {

/// A command as `--help` tells of it.
struct CommandRow {
  Command command;
  std::string_view name;
  std::string_view synopsis;  ///< What follows the name.
  std::string_view summary;   ///< One line.
  std::string_view more;      ///< Paragraphs for its own help.
  std::string_view examples;  ///< One a line.
};

std::span<const CommandRow> command_rows();
const CommandRow& row_of(Command command);

}  // namespace pgberth
