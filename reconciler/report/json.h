#pragma once

#include "reconciler/apply/pass.h"

#include <string>

namespace pgberth {

// Each answers one JSON document of pure ASCII, the same bytes for the same input; `schema/` has a
// JSON Schema for each. None shows a secret, nor whether two are equal. Bytes that are not UTF-8
// become U+FFFD, all other text is escaped by the JSON library.

/// What the values ask for: `pgberth/desired/v1`.
std::string desired_json(const Desired& desired);

/// The same once the entries have said what they know: `pgberth/resolved/v1`.
std::string resolved_json(const PassReport& report);

/// Entries and servers as they were seen: `pgberth/observed/v1`.
std::string observed_json(const PassReport& report);

/// Jobs, steps, how each credential stands, findings, numbers; outcomes when they were applied:
/// `pgberth/plan/v1`, and `pgberth/apply/v1` after apply.
std::string plan_json(const PassReport& report);

/// Findings of reading: `pgberth/validation/v1`.
std::string validation_json(const Desired& desired);

}  // namespace pgberth
