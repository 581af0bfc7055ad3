#pragma once

#include "reconciler/desired/toolchain/names.h"
#include "reconciler/model/document.h"
#include "reconciler/text/value.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pgberth::toolchain {

/// Databases of a list, underscored, each with its line.
using Listed = std::map<std::string, SourcePos>;

/// A Postgres that the operator names for some databases.
struct ServerOption {
  Text host;
  Text port{.text = "5432"};
  std::optional<Text> admin_username{};
  std::optional<Listed> databases{};  ///< Nothing: all that no other server has.
};

/// What an operator says about an environment beyond the values; README.md has the keys.
struct Options {
  LoginNames login_names = LoginNames::Cluster;
  std::string locale{};
  Listed databases{};
  Listed simple{};
  Listed deprecated{};
  Listed development_only{};
  std::optional<Listed> allowed{};
  Listed administered{};
  ServiceName administrator{"toolshed"};
  std::vector<ServerOption> servers{};

  /// The server of `database`, or nullptr.
  const ServerOption* server_of(const std::string& database) const;

  /// Why `database` is not made in this environment ("is deprecated"); "" when it is.
  std::string refusal(const std::string& database) const;
};

struct OptionsRead {
  Options options{};
  Findings findings{};
};

/// The options as the settings file has them; `node` may be nullptr. All problems are BadSettings
/// at their position.
OptionsRead read_options(const ValuePtr& node);

}  // namespace pgberth::toolchain
