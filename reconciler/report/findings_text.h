#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/model/claim.h"
#include "reconciler/report/look.h"

#include <string>

namespace pgberth {

/// One problem as compilers print it:
///
///     values.yaml:12:9: error: database name "…" has 64 bytes, Postgres keeps 63 [E302]
///        12 |     database: user-data-library-of-the-consortium-…
///           |               ^~~~~~~~
///       hint: Shorten it, or the release name that it is made from.
std::string finding_text(const Finding& finding, const Claims& claims, const Look& look);

/// All of `findings` in their order.
std::string findings_text(const Findings& findings, const Claims& claims, const Look& look);

/// An error without a claim, in the same shape.
std::string error_text(const Error& error, const Look& look);

}  // namespace pgberth
