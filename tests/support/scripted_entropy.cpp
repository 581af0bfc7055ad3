#include "tests/support/scripted_entropy.h"

#include "reconciler/base/hash.h"

#include <cassert>

namespace pgberth {

std::uint64_t ScriptedEntropy::next() {
  // FNV-1a's low bits follow its input closely; the finisher of MurmurHash3 spreads the high ones.
  auto hash = stable_hash(std::to_string(seed_) + "/" + std::to_string(counter_++));
  hash = (hash ^ (hash >> 33u)) * 0xff51afd7ed558ccdu;
  hash = (hash ^ (hash >> 33u)) * 0xc4ceb9fe1a85ec53u;
  return hash ^ (hash >> 33u);
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
