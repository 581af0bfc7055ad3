#pragma once

#include "reconciler/model/entry.h"

#include <nlohmann/json.hpp>

#include <string>

namespace pgberth {

/// What a description (DescribeSecret) says of an entry whose value is not to be had: that it is
/// pending deletion, with the date and what a person can choose between, or that it has no current
/// version. Unreadable, where neither is so.
StoredEntry state_of(const std::string& name, const nlohmann::json& description,
                     const std::string& region);

/// What is under way with an entry, as its description or its row in a list says: that its rotation
/// has not ended, that a service of AWS owns it, that it is a replica. A clause; "": nobody.
std::string circumstances_of(const nlohmann::json& description, const std::string& region);

/// What changes with each change of an entry, from its description or its row in a list: its
/// current version and the date of its last change. Begins with the version.
std::string version_of(const nlohmann::json& description);

/// Whether `message` says that there is no entry at all, in AWS's very words.
bool says_no_secret(const std::string& message);

}  // namespace pgberth
