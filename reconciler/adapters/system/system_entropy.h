#pragma once

#include "reconciler/base/ports.h"

namespace pgberth {

/// Randomness of the kernel, through getrandom(2). Throws std::system_error when the kernel has
/// none: there is no weaker source to fall back to.
class SystemEntropy : public Entropy {
 public:
  Secret text(std::string_view alphabet, std::size_t length) override;
  std::size_t below(std::size_t bound) override;
};

}  // namespace pgberth
