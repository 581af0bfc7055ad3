#pragma once

#include "reconciler/adapters/git/mirror_settings.h"
#include "reconciler/base/result.h"

#include <string>

namespace pgberth {

/// What a pull asks of the process that talks to the server. It names files of credentials and
/// holds none.
struct FetchRequest {
  MirrorSettings settings;
  int parent = 0;        ///< The process that asks, and without which none goes on.
  bool damaged = false;  ///< The clone was found damaged and is to be made anew.
};

/// What it answers when all went well.
struct Fetched {
  std::string commit;
  std::string clone;       ///< Name of the bare repository in the settings' folder.
  std::string before{};    ///< The commit that counted until now; "" for the first.
  bool rewritten = false;  ///< `before` is not in the history of `commit`.
  std::string rebuilt{};   ///< Why the clone was made anew; "": it was not.
};

std::string to_json(const FetchRequest& request);
Result<FetchRequest> request_of(const std::string& json);

std::string to_json(const Result<Fetched>& answer);
Result<Fetched> answer_of(const std::string& json);

}  // namespace pgberth
