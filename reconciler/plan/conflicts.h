#pragma once

#include "reconciler/model/claim.h"
#include "reconciler/model/entry.h"

#include <map>
#include <string>

namespace pgberth {

/// What `Catalogue::identity` tells of the servers that answered.
using Identities = std::map<ServerId, std::string>;

/// Claims, resolved and not blocked, that want different things of one object: a role with two
/// passwords, a database with two schema owners. One error for each pair, naming both lines.
/// Servers with one `identities` are one server, as are those with one host and port.
Findings conflicts(const Claims& claims, const Entries& entries, const Identities& identities = {});

}  // namespace pgberth
