#pragma once

#include "reconciler/base/error.h"

#include <string>

namespace pgberth {

/// An error without a place or context. (Errors written out where they are returned make GCC 12
/// warn, at -O2, of members that it takes for uninitialised.)
Error problem(Code code, std::string what, std::string hint = "");

/// What was being done when something failed, for the message.
struct Doing {
  std::string activity;    ///< "creating role \"fence\"".
  std::string address;     ///< host:port.
  std::string rights{};    ///< What the admin needs for it, as a full sentence with the statement.
  std::string user{};      ///< The admin,
  std::string database{};  ///< and where a session of it is opened; both as SQL writes them.
};

/// A failure, and whether it is of the kind that passes by itself.
struct Failure {
  Error error;
  bool transient = false;
  bool lost_race = false;  ///< Something is there already: one look again tells whether it is ours.
};

/// A sentence with a statement for a superuser; without a semicolon at its end.
std::string for_superuser(const std::string& statement);
/// The statement of such a sentence as it is pasted; what is no such sentence is left as it is.
std::string pasteable(const std::string& hint);

/// The exception that is being handled, as a value. Only the first line of what the server said is
/// kept: details and statements may hold what was sent.
Failure current_failure(const Doing& doing);

}  // namespace pgberth
