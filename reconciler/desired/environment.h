#pragma once

#include "reconciler/model/claim.h"
#include "reconciler/model/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// What an operator may decide beyond the values. The defaults do what the values say.
struct Policy {
  enum class Create { Values, Always, Never };
  enum class Pull { Expect, Create };
  enum class LocalSecret { Create, Expect };

  Create create = Create::Values;
  Pull pull = Pull::Expect;
  LocalSecret local_secret = LocalSecret::Create;
};

/// One environment as the operator names it: which files, read as which dialect.
struct EnvironmentSettings {
  EnvironmentName name;
  std::string dialect;             ///< One of dialects().
  std::vector<std::string> files;  ///< Left to right, later ones win.
  std::string release{};
  std::string name_space{};
  std::string chart_version{};  ///< "" = the newest that is known.
  Policy policy{};
};

/// The dialects that can be read, sorted: "gen3".
std::vector<std::string_view> dialects();

/// Everything that the environment's files ask for, with all problems of all files in one run.
/// A file that cannot be read or is no YAML leaves the environment without claims, never with
/// some. Claims that an error is about are listed with `blocked` set.
Desired read_environment(const EnvironmentSettings& settings, Tree& tree);

}  // namespace pgberth
