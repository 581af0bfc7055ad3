#pragma once

#include "reconciler/base/ports.h"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// The same texts in the same order every time, each one different; two seeds give two orders.
class ScriptedEntropy : public Entropy {
 public:
  explicit ScriptedEntropy(std::uint64_t seed = 0) : seed_(seed) {}

  Secret text(std::string_view alphabet, std::size_t length) override;
  std::size_t below(std::size_t bound) override;

  /// Every text that was handed out, so that a test can look for them where none may be.
  std::vector<std::string> drawn() const;

 private:
  std::uint64_t next();

  std::uint64_t seed_;
  mutable std::mutex mutex_{};
  std::uint64_t counter_ = 0;
  std::vector<std::string> drawn_{};
};

}  // namespace pgberth
