#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace pgberth::testing {

/// The bytes of the file at `path`, or "" when it is not there.
inline std::string bytes_at(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

/// Compares `text` with the committed file tests/`name`. With UPDATE_GOLDEN=1 the file is written
/// instead and the test skips: one that wrote its own answer has proved nothing.
inline void expect_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path path = std::filesystem::path(PGBERTH_SOURCE_DIR) / "tests" / name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {  // NOLINT(concurrency-mt-unsafe)
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    GTEST_SKIP() << "wrote " << name;
  }
  ASSERT_TRUE(std::filesystem::exists(path)) << name << " is missing; run with UPDATE_GOLDEN=1";
  EXPECT_EQ(bytes_at(path), text) << "differs from tests/" << name;
}

}  // namespace pgberth::testing
