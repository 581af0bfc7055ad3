#pragma once

#include "reconciler/model/checkup.h"

#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// One right in one namespace, on some objects by their names or on all of a kind.
struct AccessRight {
  std::string name_space;
  std::string verb;
  std::string group;
  std::string resource = "secrets";
  std::set<std::string> names{};  ///< Enough if it is granted for these.
  std::string without{};          ///< What happens where it is missing.
  bool optional = false;          ///< All that is asked for can be done without it.

  std::string words() const;  ///< 'get secrets in "qa"'.
};

/// Rights that are not granted. What one rule grants is told once.
class LackingRights {
 public:
  /// For `names` alone, or, where there are none, for all of the kind.
  void add(AccessRight right, std::set<std::string> names);

  /// `unseen` are namespaces of which it is not told whether they are there.
  std::vector<Check> checks(const std::set<std::string>& unseen) const;

 private:
  struct Lack {
    AccessRight right;  ///< Its verb is all verbs: "get, create".
    std::set<std::string> names;
  };
  static bool one_rule(const Lack& one, const Lack& other);
  static std::string rule(const Lack& lack);

  std::vector<Lack> lacks_{};
};

}  // namespace pgberth
