#pragma once

#include "reconciler/desired/opta/layer.h"
#include "reconciler/model/claim.h"

#include <string>

namespace pgberth::opta {

/// A postgres module: a whole instance with its own user, which links hand on as it is.
struct Instance {
  std::string name{};      ///< "<layer>.<module>"
  Document admin{};        ///< Where the instance is, as far as the operator says.
  Document credential{};   ///< What links hand on.
  std::string sentinel{};  ///< Stands for what only the original, or the primary, knows; "" = none.
  bool deliverable = false;  ///< All but the password is known: entries may get what they lack.
  bool given = false;        ///< The operator says where the password is.
  Findings findings{};       ///< About every claim on it.
};

/// What a postgres module of `layer` is, with the operator's words on it (nullptr: none). A
/// restored or joined one has the credentials of another one: they come from the operator or stay a
/// placeholder. Secret constants go to `given`.
Instance instance_of(const Module& module, const Layer& layer, const Options& options,
                     GivenSecrets& given);

}  // namespace pgberth::opta
