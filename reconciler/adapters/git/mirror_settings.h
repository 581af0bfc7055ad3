#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace pgberth {

/// Files that prove to a git server who asks; "" where there is none. They are read on each pull,
/// since tokens expire.
struct GitCredentials {
  std::string username{};       ///< For HTTPS; "" is "git", which goes with most tokens.
  std::string password_file{};  ///< For HTTPS: a token or password.
  std::string key_file{};       ///< For SSH: a private key.
  std::string passphrase_file{};
  std::string known_hosts_file{};  ///< For SSH, and needed there.
};

/// What a pull may cost. The process that talks to the server is held to it.
struct MirrorLimits {
  std::size_t received = std::size_t{256} << 20u;  ///< Bytes of one pull.
  std::size_t objects = 2'000'000;                 ///< Of one pull.
  std::size_t memory = std::size_t{512} << 20u;    ///< Address space of the process.
};

/// One remote, and where its clone is kept.
struct MirrorSettings {
  std::string url;
  std::string folder;  ///< Of pgberth's own, or not there yet.
  std::string ref{};   ///< Branch, tag, whole commit id or refs/…; "": what the remote's HEAD says.
  GitCredentials credentials{};
  MirrorLimits limits{};
  std::chrono::milliseconds timeout = std::chrono::seconds{60};
  std::string ca_file{};                   ///< In place of the system's authorities.
  std::string proxy{};                     ///< http(s)://host:port
  bool allow_insecure = false;             ///< Cleartext HTTP to another machine.
  std::string program = "/proc/self/exe";  ///< Which is started to talk to the server.
};

}  // namespace pgberth
