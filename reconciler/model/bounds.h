#pragma once

#include "reconciler/model/claim.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// What one environment may name, as the operator allows it: patterns in which `*` stands for any
/// text and `?` for one character. An empty list allows all.
struct Bounds {
  std::vector<std::string> hosts{};
  std::vector<std::string> entries{};     ///< Of stores other than Kubernetes: whole paths.
  std::vector<std::string> namespaces{};  ///< Of Kubernetes.
};

/// Environments that are not in it are not bounded.
using BoundsOf = std::map<EnvironmentName, Bounds>;

/// Whether `text` fits `pattern`.
bool fits(std::string_view text, std::string_view pattern);

/// Whether `entry` is within `bounds`.
bool allows(const Bounds& bounds, const EntryRef& entry);

/// Blocks each claim that names, for itself or for its admin login, an entry or a host outside of
/// its environment's bounds, and tells of it (E316). What only an entry can name is checked when
/// it is known: so before and after resolving.
Findings keep_within(const BoundsOf& bounds, Claims& claims);

}  // namespace pgberth
