#pragma once

#include "reconciler/settings/settings.h"
#include "reconciler/text/section.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// Reads the items of `environments` in a settings file. What is wrong goes to `findings`, at its
/// place.
class EnvironmentReader {
 public:
  /// Paths begin in `folder`, or at the root of the source where there is one.
  EnvironmentReader(std::filesystem::path folder, bool has_source, Findings& findings)
      : folder_(std::move(folder)), has_source_(has_source), findings_(findings) {}

  Environment read(Section& section);

  /// The default bounds of one environment must not take in another one, as `prod-*` does
  /// `prod-eu`. To be called when all are read.
  void check_defaults(const std::vector<Environment>& environments);

 private:
  /// An environment whose bounds are not said, and what they begin with.
  struct ByDefault {
    EnvironmentName environment;
    std::string prefix;
    SourcePos at;
  };

  Environment discovered(Section& section);
  Environment written_out(Section& section);
  /// What is the operator's to say, wherever the rest comes from.
  static void read_decisions(Section& section, EnvironmentSettings& settings);
  /// Values of a source begin at its root, others beside the settings.
  std::string values_folder(const std::string& text) const;
  void check_name(Section& section, const EnvironmentSettings& settings);
  /// What is not said is the environment's own: its namespaces, and entries that begin with its
  /// name or release.
  Bounds bounds_of(Section section, const EnvironmentSettings& settings,
                   const SourcePos& environment_at);

  std::filesystem::path folder_;
  bool has_source_;
  Findings& findings_;
  std::set<std::string> names_{};
  std::vector<ByDefault> by_default_{};
};

}  // namespace pgberth
