#pragma once

#include "reconciler/apply/pass.h"
#include "reconciler/report/look.h"

#include <string>

namespace pgberth {

// What is there and nobody declares, and claims that are incomplete, of a pass that took inventory.
// Each answers the same bytes for the same pass, shows no secret, and escapes all text with the one
// escaper of its format: names on servers and in stores are anybody's.

/// By server and store, then the incomplete credentials, findings and a line of numbers.
std::string report_text(const PassReport& report, const Look& look = {});

/// One line for each thing, with a heading; what could not be listed has a line too.
std::string report_csv(const PassReport& report);

/// `pgberth/report/v1`.
std::string report_json(const PassReport& report);

}  // namespace pgberth
