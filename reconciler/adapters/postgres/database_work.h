#pragma once

#include "reconciler/model/server.h"

// Databases from the outside, in a session in the database `postgres`. All throw libpqxx's
// exceptions; a lost race is thrown too, and looking again finds the object.

namespace pgberth {

class Session;

Result<Creation> build_database(Session& session, const DatabaseWanted& wanted);
Result<Creation> finish_database(Session& session, const DatabaseName& database,
                                 bool public_connects);

}  // namespace pgberth
