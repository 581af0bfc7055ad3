#pragma once

#include <string>

namespace pgberth {

/// A secret that is read anew each time it is used, since tokens expire: the path of a file, or the
/// name of a variable.
struct SecretPlace {
  std::string file{};
  std::string variable{};

  bool operator==(const SecretPlace&) const = default;
  bool empty() const { return file.empty() && variable.empty(); }
};

/// The repository that `pgberth run` pulls values from, as the operator names it.
struct SourceSettings {
  std::string url{};              ///< https, ssh or file URL, or a path. "": the folder itself.
  std::string revision = "HEAD";  ///< A branch, a tag or a whole commit id.
  std::string username{};         ///< For https; "" = what forges take beside a token.
  SecretPlace token{};            ///< Token or password for https.
  SecretPlace key{};              ///< Private key for ssh: a file only.
  SecretPlace passphrase{};       ///< Of that key.
  std::string known_hosts{};      ///< File with the host keys that are accepted.
  std::string certificates{};  ///< File with the certificates that are trusted; "": the system's.
  std::string proxy{};         ///< http or https URL; "": none.
  std::string cache{};         ///< Folder for the clone; "": the user's cache.

  bool operator==(const SourceSettings&) const = default;
};

}  // namespace pgberth
