#pragma once

namespace pgberth {

/// Lambdas gathered into one visitor for std::visit.
template <class... Fs>
struct overloaded : Fs... {
  using Fs::operator()...;
};

}  // namespace pgberth
