#pragma once

#include <string>
#include <string_view>

namespace pgberth::discovery {

/// One spelling for all that a git repository's URL may have: "host/path". Scheme, login, default
/// port, ".git", slashes at the end and case do not count; "git@host:path" is known too.
std::string canonical_url(std::string_view url);

/// The host of a URL as a word: "https://a.example:6443/x" is "a.example".
std::string host_of(std::string_view url);

}  // namespace pgberth::discovery
