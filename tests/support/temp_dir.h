#pragma once

#include <filesystem>
#include <string>

namespace pgberth {

/// A new directory (0700) that is removed with everything in it when this goes away. Only the
/// process that made it removes it, not a fork of it.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string str() const { return path_.string(); }
  std::filesystem::path operator/(const std::string& below) const { return path_ / below; }

 private:
  std::filesystem::path path_{};
  int owner_;
};

}  // namespace pgberth
