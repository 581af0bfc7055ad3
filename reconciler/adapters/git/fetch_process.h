#pragma once

#include "reconciler/adapters/git/fetch_request.h"
#include "reconciler/base/result.h"

#include <stop_token>

namespace pgberth {

/// The first argument by which the program is told to be the process that talks to a git server.
constexpr const char* kFetchArgument = "--pgberth-fetch";

/// Starts the program anew with kFetchArgument, hands it the request and waits for its answer.
///
/// libgit2 1.5 bounds neither the time nor the memory that a server can cost, so all that a server
/// sends is read in that process. It has no environment and no open file of ours, and ends with the
/// thread that waits for it, at the deadline, and when a stop is asked for. Errors: what it
/// answers, and SourceTimeout, Interrupted, SourceTooLarge, SourceFailed.
Result<Fetched> fetch_apart(const FetchRequest& request, std::stop_token stop);

/// What main does when its first argument is kFetchArgument, before all else: reads the request
/// from standard input, bounds itself, pulls, and writes the answer to standard output.
int fetch_process();

}  // namespace pgberth
