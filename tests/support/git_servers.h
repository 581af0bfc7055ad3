#pragma once

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {

/// A certificate authority of a test's own, and certificates signed by it.
class TestAuthority {
 public:
  TestAuthority();

  std::string file() const { return home_ / "ca.pem"; }

  /// A file with a certificate for `host` and its key.
  std::string certificate(const std::string& host);

 private:
  TempDir home_{};
};

/// git over HTTP or HTTPS on 127.0.0.1, by git's own http-backend. Stopped when it goes away.
class GitHttpServer {
 public:
  struct Options {
    std::string login{};        ///< "user:password"; "": everybody is served.
    std::string certificate{};  ///< A file; "": no TLS.
    std::string redirect{};     ///< Where every request is sent on to.
    std::string fault{};        ///< "stall", "garbage", "endless" or "error".
    std::string port{};         ///< "": any that is free.
  };
  explicit GitHttpServer(const std::filesystem::path& repository) : GitHttpServer(repository, {}) {}
  GitHttpServer(const std::filesystem::path& repository, const Options& options);

  /// "http://localhost:PORT" and the path of the repository.
  std::string url(const std::string& host = "localhost") const;
  std::string origin(const std::string& host = "localhost") const;

  const std::string& port() const { return port_; }

  /// The requests so far: "GET /repo/info/refs?service=git-upload-pack USER".
  std::vector<std::string> requests() const;

 private:
  TempDir home_{};
  std::string scheme_;
  std::string path_;
  std::optional<Process> process_{};
  std::string port_{};
};

/// git over SSH on 127.0.0.1, by a real sshd that runs as an ordinary user. Stopped when it goes
/// away.
class GitSshServer {
 public:
  /// Where an sshd is that may be used; nothing: scripts/test-servers was not run.
  static std::optional<std::filesystem::path> program();

  /// `repository` must be readable for everybody.
  explicit GitSshServer(const std::filesystem::path& repository);

  std::string url() const;
  std::string port() const { return port_; }
  std::string key() const { return home_ / "client"; }
  /// A known_hosts file with the server's key; one with the name hashed.
  std::string known_hosts() const { return home_ / "known_hosts"; }
  std::string hashed_known_hosts() const { return home_ / "hashed"; }
  /// What the server's own public key is: "ssh-ed25519 AAAA…".
  std::string host_key() const;

 private:
  TempDir home_{};
  std::filesystem::path repository_;
  std::string port_{};
  std::string user_{};
  std::optional<Process> process_{};
};

/// Makes a new key pair, `file` and `file`.pub.
void make_key(const std::filesystem::path& file, const std::string& passphrase = "");

}  // namespace pgberth
