#pragma once

#include "reconciler/adapters/git/mirror_settings.h"
#include "reconciler/base/result.h"

#include <string>

namespace pgberth {

/// What a remote's URL says of how to talk.
struct RemoteUrl {
  enum class Kind { Local, Http, Https, Ssh };
  Kind kind;
  std::string host{};
  std::string port{};  ///< "": the usual one.
  std::string user{};  ///< For SSH; "" where the URL names none.
};

/// http, https, ssh (also "user@host:path"), file, or a path. Errors: BadSource, which shows no
/// part of a URL that could be a password.
Result<RemoteUrl> parsed_url(const std::string& url);

/// Whether the settings may be used as they are, before anything is contacted. Errors: BadSource.
Result<RemoteUrl> checked_source(const MirrorSettings& settings);

}  // namespace pgberth
