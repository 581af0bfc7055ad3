#pragma once

#include "tests/support/site_stores.h"

namespace pgberth {

/// A real cluster and a real Vault, emptied for the site. The program is there as what
/// deploy/rights allows and nothing else: in each namespace that its claims name, and on each entry
/// of Vault that they share.
std::unique_ptr<SiteStores> real_site_stores(const std::filesystem::path& folder);

}  // namespace pgberth
