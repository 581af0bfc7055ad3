#pragma once

#include <cstddef>

namespace pgberth {

/// libgit2, set up for this program while it lives. main owns the one there is; whatever opens
/// repositories lives shorter.
///
/// Nobody's git settings are read (no system, user or XDG file): neither a URL that is rewritten
/// nor a proxy comes from there. Caches and mapped windows of packs are small, every object that is
/// read is checked against its id, and who owns a repository's folder is not asked: nothing that a
/// repository holds is run, and in a container the owner is often another.
class GitLibrary {
 public:
  /// How large an object may be that a packed difference (delta) unfolds to, where libgit2 can
  /// bound that.
  static constexpr std::size_t kLargestUnfolded = std::size_t{256} << 20u;

  GitLibrary();
  GitLibrary(const GitLibrary&) = delete;
  GitLibrary& operator=(const GitLibrary&) = delete;
  ~GitLibrary();
};

}  // namespace pgberth
