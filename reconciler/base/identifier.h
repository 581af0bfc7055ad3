#pragma once

#include "reconciler/base/name.h"
#include "reconciler/base/result.h"

#include <string_view>

namespace pgberth {

/// Postgres keeps 63 bytes of an identifier and silently cuts the rest.
inline constexpr std::size_t kMaxIdentifierBytes = 63;

/// Begins the names under which databases are built; no claim may use it.
inline constexpr std::string_view kReservedPrefix = "pgberth_building_";

/// `text` as the name of a database that a claim may have.
/// Errors: empty, over 63 bytes, reserved (postgres, template0/1, `pg_…`, the building prefix),
/// control characters or bytes that are not UTF-8.
Result<DatabaseName> database_name(std::string_view text, const SourcePos& where);

/// `text` as the name of a role that a claim may have. Errors as above; reserved are the names
/// that Postgres refuses and those that managed services keep for themselves.
Result<RoleName> role_name(std::string_view text, const SourcePos& where);

/// The reserved name under which `database` is built before it is renamed: the prefix and a hash,
/// the same for the same database.
DatabaseName building_name(const DatabaseName& database);

/// What pgberth writes as the comment of a database that it builds, to know it again.
std::string building_comment(const DatabaseName& database);

/// The comment that marks an owner role which was made for `database`, so that it is never mistaken
/// for somebody else's.
std::string owner_comment(const DatabaseName& database);

/// Whether `text` is well-formed UTF-8 (no overlong forms, no surrogates).
bool valid_utf8(std::string_view text);

}  // namespace pgberth
