#pragma once

#include "reconciler/adapters/http/http_client.h"

#include <string>

namespace pgberth {

/// Signs `request`, a POST to the root of a service, as of another time than our clock's, `stamp`
/// ("20261122T150000Z"): what it bears as `signature` becomes the headers of Signature Version 4.
/// libcurl signs what is of now; given a date, the one of Debian 12 sends it twice.
void sign_as_of(const std::string& stamp, HttpRequest& request);

}  // namespace pgberth
