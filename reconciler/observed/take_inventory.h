#pragma once

#include "reconciler/model/bounds.h"
#include "reconciler/model/inventory.h"
#include "reconciler/observed/observe.h"

namespace pgberth {

/// All that is on the servers that answered (`servers` are this pass's answers; one that gave none
/// keeps its error and is not asked again) and in the stores that planned claims have a place in.
///
/// Of a store only what some environment that uses it may name is listed, and of Kubernetes only
/// the namespaces in use. Entries outside of that are neither kept nor, where the bounds begin with
/// letters, asked for. Inventories::named is left empty.
Inventories take_inventory(const Claims& resolved,
                           const std::map<ServerId, Result<Catalogue>>& servers,
                           const KnownSecrets& known, World& world, const BoundsOf& bounds);

}  // namespace pgberth
