#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/model/tree.h"
#include "reconciler/text/value.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace pgberth::phalanx {

/// The YAML files of a repository, each read once, with what was found in it.
class Files {
 public:
  Files(Tree& tree, const std::string& folder);

  /// The content of the file at `path` below the root; nullptr when it is not there or cannot be
  /// read. The latter is an error, about `user` where one is given and about all otherwise.
  ValuePtr read(const std::string& path, const ClaimId* user = nullptr);

  /// Whether the file is there, readable or not.
  bool has(const std::string& path) { return !load(path).missing; }

  /// Whether it is there and could not be read.
  bool broken(const std::string& path) { return load(path).broken; }

  /// The names of the folders below `folder` that hold a file with one of these names.
  std::set<std::string> folders_with(const std::string& folder, const std::set<std::string>& names);

  /// Where the file at `path` is, for messages.
  SourcePos whole(const std::string& path) const { return {.file = below(path)}; }

  /// All that was found in all files that were read.
  Findings findings() const;

 private:
  struct File {
    ValuePtr root{};
    bool missing = false;
    bool broken = false;
    Findings findings{};
    std::set<ClaimId> users{};
  };

  File& load(const std::string& path);
  std::string below(const std::string& path) const;

  Tree& tree_;
  std::string folder_;
  std::map<std::string, File> files_{};
  Findings findings_{};
};

}  // namespace pgberth::phalanx
