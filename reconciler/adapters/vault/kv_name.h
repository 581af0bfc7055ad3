#pragma once

#include "reconciler/base/result.h"

#include <string>

namespace pgberth {

/// A mount of Vault's key-value engine.
struct KvMount {
  std::string path;  ///< "secret/", with the slash at its end.
  int version = 0;

  bool versioned() const { return version == 2; }
};

/// Where an entry is: its mount, and its name below it.
struct KvName {
  KvMount mount;
  std::string name;  ///< "team/qa/fence".

  std::string path() const { return mount.path + name; }
  /// As policies write it: "secret/data/team/qa/fence".
  std::string data_path() const { return mount.path + (mount.versioned() ? "data/" : "") + name; }
};

/// As policies write it: "secret/metadata/team" for the folder "team/" of `mount`.
std::string folder_path(const KvMount& mount, const std::string& folder);

/// `path` as a URL takes it, each of its segments escaped.
std::string url_path(const std::string& path);

/// Error EntryNameInvalid: Vault has no such entry, or only under another name. It takes what can
/// be printed, in segments of which none is empty; "." and ".." would be steps between folders.
Result<Done> check_path(const std::string& path);

}  // namespace pgberth
