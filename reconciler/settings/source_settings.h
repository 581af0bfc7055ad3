#pragma once

#include <string>

namespace pgberth {

/// The repository that `pgberth run` pulls values from, as the operator names it.
struct SourceSettings {
  std::string url{};       ///< https, ssh or file URL, or a path.
  std::string revision{};  ///< A branch, a tag, a whole commit id; "": the remote's HEAD.
  std::string username{};  ///< For https; "": what goes with most tokens.
  // Files with secrets are read anew on each pull, since tokens expire.
  std::string token_file{};       ///< Token or password for https.
  std::string key_file{};         ///< Private key for ssh.
  std::string passphrase_file{};  ///< Of that key.
  std::string known_hosts{};      ///< File with the host keys that are accepted; needed for ssh.
  std::string certificates{};     ///< File with the authorities that are trusted; "": the system's.
  std::string proxy{};            ///< http or https URL; "": none.
  std::string cache{};            ///< Folder for the clone; "": in the user's cache.

  bool operator==(const SourceSettings&) const = default;
};

}  // namespace pgberth
