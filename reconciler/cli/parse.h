#pragma once

#include "reconciler/cli/options.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pgberth {

/// The value of an environment variable, or nothing when it is not set.
using EnvironmentVariables = std::function<std::optional<std::string>(const std::string& name)>;

/// Text that was asked for instead of a command: help or the version.
struct Answer {
  std::string text;
};

/// The options that `arguments` (without the program's name) and the environment say; the command
/// line goes first. Errors are BadOption and never repeat a URI, which may hold a password.
Result<std::variant<Options, Answer>> parse(const std::vector<std::string>& arguments,
                                            const EnvironmentVariables& environment,
                                            std::string_view version);

/// `text` with whatever follows `://` in a word taken out.
std::string without_uris(std::string_view text);

}  // namespace pgberth
