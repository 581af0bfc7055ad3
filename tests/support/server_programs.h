#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace pgberth {

/// A program that scripts/test-servers or scripts/go-servers left in the user's cache: "vault" of
/// "vault-1.21.4", the newest version there. Nothing: it is not there, and tests that need it say
/// so.
std::optional<std::filesystem::path> server_program(const std::string& name,
                                                    const std::string& program);

/// A TCP port of 127.0.0.1 that nobody listened on a moment ago.
unsigned short free_port();

}  // namespace pgberth
