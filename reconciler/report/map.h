#pragma once

#include "reconciler/model/claim.h"
#include "reconciler/report/look.h"

#include <string>

namespace pgberth {

// Who uses which database: services, the credentials that they share, databases and entries, many
// to many. Each answers the same bytes for the same claims, shows no secret, and escapes all text
// with the one escaper of its format.

/// By server and database, with the services of each credential and the entries that hold it.
std::string map_text(const Claims& claims, const Look& look = {});

/// `pgberth/map/v1`.
std::string map_json(const Claims& claims);

/// A Mermaid flowchart, as Markdown of many hosts shows it.
std::string map_mermaid(const Claims& claims);

/// A picture without scripts and without anything from elsewhere.
std::string map_svg(const Claims& claims);

}  // namespace pgberth
