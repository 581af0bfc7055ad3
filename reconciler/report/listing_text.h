#pragma once

#include "reconciler/apply/pass.h"
#include "reconciler/report/look.h"

#include <string>

namespace pgberth {

/// What the values ask for: each claim with where its fields come from, and the findings.
std::string desired_text(const Desired& desired, const Look& look);

/// The same once the entries have said what they know.
std::string resolved_text(const PassReport& report, const Look& look);

/// What was seen: entries with the names of their keys, servers with roles and databases. The
/// content of a secret key is not there to be shown.
std::string observed_text(const PassReport& report, const Look& look);

/// Findings and their number.
std::string validation_text(const Desired& desired, const Look& look);

}  // namespace pgberth
