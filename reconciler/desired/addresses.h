#pragma once

#include "reconciler/model/claim.h"

#include <string>
#include <string_view>

namespace pgberth {

/// Whether a client could take `text` for a host: a name, an address or a socket's folder. Whether
/// there is such a host is another question.
bool may_be_host(std::string_view text);

/// `text`, which is no host, as it may be shown: with neither login nor query.
std::string shown_without_login(std::string_view text);

/// Takes out of the claims, and of the servers that they are for, each constant that is no host and
/// stands where one is wanted, and each URL with a login that stands where a name is. Both are
/// told of (E304), about all claims that would have used it.
///
/// The constant may hold a password, which nothing that is made of the claims then shows.
Findings refuse_addresses(Claims& claims);

}  // namespace pgberth
