#pragma once

#include "reconciler/desired/opta/layer.h"
#include "reconciler/model/claim.h"

namespace pgberth::opta {

/// What a person surely did not mean, or should know. None of these changes a claim, except that
/// doubts about which environment is read block the layer's claims.

/// Which environment a file is read in, where that is not clear or not this one.
Findings doubts_about(const Layer& layer, const Options& options);

/// A postgres module that no service links to, with the lines that interpolate it.
Finding unlinked(const Module& module, const Layer& layer);

/// `env_vars` of the service that stand before a linked variable.
Findings hidden_variables(const Module& service, const Claim& claim);

/// The list `secrets`, which services no longer read.
Findings dead_lists(const Module& service);

/// Links to a postgres module from what is no service: they give no credentials.
Findings links_of_others(const Module& module, const Layer& layer);

/// A type that looks like a Postgres module and is none.
Findings nearly_postgres(const Module& module);

}  // namespace pgberth::opta
