#pragma once

#include "reconciler/base/result.h"

#include <string>
#include <string_view>

namespace pgberth {

/// Checks a server's host key against a file in the form of OpenSSH's known_hosts: plain and hashed
/// names, ports, and keys that are marked @revoked. Lines that cannot be read are passed over.
/// Errors: HostKeyUnknown, HostKeyChanged, BadSource (the file).
Result<Done> check_host_key(const std::string& file, const std::string& host, int port,
                            std::string_view key);

}  // namespace pgberth
