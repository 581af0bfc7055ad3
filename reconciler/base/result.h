#pragma once

#include "reconciler/base/error.h"

#include <cassert>
#include <utility>
#include <variant>

namespace pgberth {

/// The value of a Result that has nothing to say but "it worked".
struct Done {
  bool operator==(const Done&) const = default;
};

/// A T, or the Error that stands in its place. Named after std::expected, so that moving to
/// C++23 is one alias.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }

  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

}  // namespace pgberth
