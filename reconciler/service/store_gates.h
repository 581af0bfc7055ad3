#pragma once

#include "reconciler/model/world.h"

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <semaphore>

namespace pgberth {

/// Bounds how many calls each store gets at once, from the passes of all groups together: stores
/// answer too many with refusals. Thread-safe; it must outlive the worlds that it guards.
class StoreGates {
 public:
  /// `at_once` counts from 1.
  explicit StoreGates(std::size_t at_once) : at_once_(at_once) {}

  /// `world` with every store behind its gate.
  std::unique_ptr<World> guard(std::unique_ptr<World> world);

 private:
  friend class GuardedWorld;
  using Gate = std::counting_semaphore<>;

  Gate& gate_of(const StoreId& id);

  std::size_t at_once_;
  std::mutex busy_{};
  std::map<StoreId, std::unique_ptr<Gate>> gates_{};
};

}  // namespace pgberth
