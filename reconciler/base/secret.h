#pragma once

#include <string_view>
#include <vector>

namespace pgberth {

/// Text that must reach a store or a server and nowhere else. It has no operator<<, no formatter
/// and no comparison operator; reveal() is the one door, and `git grep 'reveal()'` is the audit.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text) : bytes_(text.begin(), text.end()) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  std::string_view reveal() const { return {bytes_.data(), bytes_.size()}; }
  bool empty() const { return bytes_.empty(); }

  /// A second holder of the same bytes; spelled out, so that no copy happens by accident.
  Secret duplicate() const { return Secret{reveal()}; }

 private:
  void wipe() noexcept;

  std::vector<char> bytes_{};  // A vector, not a string: a move leaves no copy in a small buffer.
};

/// Whether two secrets hold the same bytes, in time that does not depend on where they differ.
bool same_bytes(const Secret& left, const Secret& right);

}  // namespace pgberth
