#pragma once

#include "reconciler/apply/apply.h"

#include <string>
#include <string_view>

namespace pgberth {

/// A step in the user's words.
struct StepWords {
  bool adds;                ///< Something exists afterwards that a person would miss.
  std::string_view kind;    ///< "role", "database", "secret", …
  std::string name;         ///< Which one: "fence_prod", "CONNECT on database fence_prod to fence".
  std::string_view action;  ///< For machines: "create_role".
};

StepWords describe(const Action& action);

/// "done", "already there", "failed", "skipped".
std::string_view to_string(StepResult result);

}  // namespace pgberth
