#include "tests/support/scripted_entropy.h"

#include "reconciler/base/hash.h"

#include <cassert>

namespace pgberth {

std::uint64_t ScriptedEntropy::next() {
  // The low bits of FNV-1a follow its input closely; folding in the high ones spreads them.
  const auto hash = stable_hash(std::to_string(seed_) + "/" + std::to_string(counter_++));
  return hash ^ (hash >> 32u);
}

Secret ScriptedEntropy::text(std::string_view alphabet, std::size_t length) {
  assert(!alphabet.empty());
  const std::lock_guard lock(mutex_);
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += alphabet[next() % alphabet.size()];
  drawn_.push_back(text);
  return Secret{text};
}

std::size_t ScriptedEntropy::below(std::size_t bound) {
  const std::lock_guard lock(mutex_);
  return bound == 0 ? 0 : next() % bound;
}

std::vector<std::string> ScriptedEntropy::drawn() const {
  const std::lock_guard lock(mutex_);
  return drawn_;
}

}  // namespace pgberth
