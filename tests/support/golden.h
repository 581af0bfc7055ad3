#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace pgberth {

/// Compares `actual` with tests/`file`, or, under UPDATE_GOLDEN=1, rewrites the file and skips: a
/// test that wrote its own answer has proved nothing.
inline void expect_golden(const std::filesystem::path& file, const std::string& actual) {
  const std::filesystem::path path = std::filesystem::path(PGBERTH_SOURCE_DIR) / "tests" / file;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): tests set no variables
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << actual;
    GTEST_SKIP() << "rewrote " << path;
  }
  const std::ifstream in(path, std::ios::binary);
  ASSERT_TRUE(in) << "no golden file " << path << "; run scripts/dev golden";
  std::stringstream expected;
  expected << in.rdbuf();
  EXPECT_EQ(expected.str(), actual) << "run scripts/dev golden, then read git diff";
}

}  // namespace pgberth
