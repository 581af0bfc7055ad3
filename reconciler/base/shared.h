#pragma once

#include <compare>
#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace pgberth {

/// A constant that many values have in common: copying costs a pointer, comparing compares content.
/// It reads as the constant itself.
template <class T>
class Shared {
 public:
  Shared() : value_(default_value()) {}
  template <class From>
    requires(std::convertible_to<From, T> && !std::same_as<std::remove_cvref_t<From>, Shared>)
  Shared(From&& value) : value_(std::make_shared<const T>(std::forward<From>(value))) {}

  operator const T&() const { return *value_; }
  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }

  bool operator==(const Shared& other) const {
    return value_ == other.value_ || *value_ == *other.value_;
  }
  auto operator<=>(const Shared& other) const
    requires std::three_way_comparable<T>
  {
    using Order = decltype(*value_ <=> *other.value_);
    return value_ == other.value_ ? Order(std::strong_ordering::equal) : *value_ <=> *other.value_;
  }

 private:
  static const std::shared_ptr<const T>& default_value() {
    static const auto value = std::make_shared<const T>();
    return value;
  }

  std::shared_ptr<const T> value_;
};

}  // namespace pgberth
