#pragma once

#include "reconciler/base/result.h"

#include <filesystem>
#include <optional>
#include <string>

namespace pgberth {

/// What is known of the clone in a folder, kept in the file that also marks the folder as ours.
struct MirrorState {
  std::string url{};
  std::string ref{};
  std::string clone{};   ///< Folder of the bare repository; "": none yet.
  std::string target{};  ///< What the remote's ref was: a commit, or the object of a tag.
  std::string commit{};  ///< The commit that counts.
};

/// The folder that clones of one remote are kept in, held for one process at a time. Whatever is
/// not provably ours stays untouched: a folder without our mark is refused unless it is empty.
class MirrorFolder {
 public:
  /// Waits until no other process holds it, then clears away what a killed one has left. Errors:
  /// BadSource.
  static Result<MirrorFolder> open(const std::filesystem::path& folder);

  /// The state as it was kept last, without holding the folder; absent: none, or not one of ours.
  static std::optional<MirrorState> look(const std::filesystem::path& folder);

  MirrorFolder(MirrorFolder&& other) noexcept;
  MirrorFolder& operator=(MirrorFolder&&) = delete;
  MirrorFolder(const MirrorFolder&) = delete;
  MirrorFolder& operator=(const MirrorFolder&) = delete;
  ~MirrorFolder();

  const MirrorState& state() const { return state_; }

  /// From now on this counts. Written wholly or not at all. Errors: BadSource.
  Result<Done> keep(MirrorState state);

  std::filesystem::path path_of(const std::string& clone) const { return folder_ / clone; }

  /// The name of a clone that is not there yet.
  std::string free_name() const;

 private:
  MirrorFolder(std::filesystem::path folder, int lock) : folder_(std::move(folder)), lock_(lock) {}
  void clear_away() const;

  std::filesystem::path folder_;
  int lock_;
  MirrorState state_{};
};

}  // namespace pgberth
