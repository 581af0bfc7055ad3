#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/model/document.h"
#include "reconciler/text/value.h"

#include <map>
#include <optional>
#include <string>

namespace pgberth::opta {

enum class Cloud { Aws, Gcp, Azure, Local };

/// "aws", "gcp", "azure", "local"; nothing for another word.
std::optional<Cloud> cloud_named(std::string_view name);

/// What the operator says of one instance.
struct InstanceOptions {
  SourcePos at{};
  std::optional<Text> host{};
  std::optional<Text> port{};
  std::optional<Text> database{};
  std::optional<Text> username{};
  std::optional<Source> password{};  ///< Given or KeyRef.
};

/// The operator's own words about an environment; all may be left out.
struct Options {
  std::string environment{};  ///< Which of a file's `environments` is read.
  SourcePos environment_at{};
  std::optional<Cloud> cloud{};
  SourcePos cloud_at{};
  std::map<std::string, ValuePtr> vars{};
  std::map<std::string, ValuePtr> parent{};
  std::map<std::string, InstanceOptions> modules{};  ///< By "<layer>.<module>".
};

/// `node` as options. What is not understood is E706 at its place and left out.
Options options_of(const ValuePtr& node, Findings& findings);

}  // namespace pgberth::opta
