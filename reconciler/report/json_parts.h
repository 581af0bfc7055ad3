#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/model/claim.h"
#include "reconciler/report/summary.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace pgberth {

/// Keys stand in the order in which they were written.
using Json = nlohmann::ordered_json;

/// `document` as bytes: indented, pure ASCII, ending in a line break.
std::string bytes_of(const Json& document);

/// `{file, line, column}`, or null.
Json position_json(const SourcePos& pos);

Json findings_json(const Findings& findings, const Claims& claims);
Json error_object(const Error& error);

/// `text`, or null when it is empty.
Json text_or_null(const std::string& text);

Json key_json(const KeyRef& key);
Json entry_json(const EntryRef& entry);

/// A claim: what is known stands as text, what only an entry can say is null and has its key under
/// `sources`. `claims` tells the admin logins.
Json claim_json(const Claim& claim, const Claims& claims);

/// `{from: "entry" | "values" | "generated" | …}`, where a secret will come from.
Json source_json(const Source& source);

Json ids_json(const std::set<ClaimId>& ids);

}  // namespace pgberth
