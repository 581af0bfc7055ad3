#pragma once

#include <compare>
#include <memory>
#include <utility>

namespace pgberth {

/// A constant that many values have in common: copying costs a pointer, comparing compares content.
template <class T>
class Shared {
 public:
  Shared() : value_(empty()) {}
  Shared(T value) : value_(std::make_shared<const T>(std::move(value))) {}

  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }

  bool operator==(const Shared& other) const {
    return value_ == other.value_ || *value_ == *other.value_;
  }
  auto operator<=>(const Shared& other) const
    requires std::three_way_comparable<T>
  {
    return *value_ <=> *other.value_;
  }

 private:
  static const std::shared_ptr<const T>& empty() {
    static const auto value = std::make_shared<const T>();
    return value;
  }

  std::shared_ptr<const T> value_;
};

}  // namespace pgberth
