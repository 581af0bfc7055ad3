#pragma once

#include "reconciler/cli/commands.h"
#include "reconciler/settings/read_settings.h"

#include <string>
#include <vector>

namespace pgberth {

/// The settings that a command works with: those of `--settings`, narrowed to the environments that
/// are named, or what the options say about one environment.
/// Errors: an option that is missing or does not go with the others. What is wrong inside of the
/// settings file comes back as findings.
Result<SettingsRead> chosen_settings(const Options& options, const Parts& parts);

/// Leaves only the environments that `names` name; all where it is empty. Error: there is no such.
Result<Done> keep_only(const std::vector<std::string>& names, Settings& settings);

/// The words behind the command that name values files or folders.
std::vector<std::string> named_files(const Options& options);

}  // namespace pgberth
