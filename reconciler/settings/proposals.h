#pragma once

#include "reconciler/settings/settings.h"

#include <optional>

namespace pgberth {

/// What is said of an environment at whose place `at` not all is found that it is made of.
Finding not_whole(const std::string& name, const SourcePos& at);

/// What discovery proposes for one state of the values. It looks once, when the first environment
/// asks for it.
class Proposals {
 public:
  explicit Proposals(TreeOpener open) : open_(std::move(open)) {}

  /// The environment with the dialect, files, release and namespaces that were found; name, policy,
  /// options and bounds stay the operator's. What cannot be found, or not as a whole, is refused at
  /// its place in the settings (NotDiscovered), together with what discovery says of its manifest;
  /// of the latter all is told that was found.
  /// An environment that the settings tell all of stays as it is.
  Environment applied(const Environment& environment, const DiscoveryOptions& options);

 private:
  const Discovered& found_with(const DiscoveryOptions& options);

  TreeOpener open_;
  DiscoveryOptions options_{};
  std::optional<Discovered> found_{};
};

}  // namespace pgberth
