#pragma once

#include "reconciler/cli/command_table.h"

#include <string>

namespace pgberth {

/// What `pgberth --help` prints.
std::string general_help();

/// What `pgberth COMMAND --help` prints: its options come from the one table.
std::string help_of(Command command);

}  // namespace pgberth
