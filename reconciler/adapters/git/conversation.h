#pragma once

#include "reconciler/adapters/git/fetch_request.h"
#include "reconciler/adapters/git/git_objects.h"
#include "reconciler/adapters/git/remote_url.h"
#include "reconciler/base/result.h"

#include <git2.h>

#include <optional>
#include <string>
#include <vector>

namespace pgberth {

using RemoteHandle = GitHandle<git_remote, git_remote_free>;

/// One connection to a remote: what it offers, and what of it is downloaded.
class Conversation {
 public:
  /// `request` and `url` must live longer.
  Conversation(const FetchRequest& request, const RemoteUrl& url) : request_(request), url_(url) {}
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  /// Connects, so that what is downloaded goes to `repository`. Errors: 805 to 809, 811, 813, 814.
  Result<Done> connect(git_repository* repository);

  struct Offer {
    std::string name;
    git_oid id;
  };
  /// The refs that the remote has. Errors: as connect().
  Result<std::vector<Offer>> offers();

  /// Brings what `refspec` names with all its history, as far as it is not there. Errors: as
  /// connect().
  Result<Done> download(const std::string& refspec);

 private:
  static int give_credentials(git_credential** given, const char* url, const char* user,
                              unsigned allowed, void* self);
  static int check_certificate(git_cert* certificate, int valid, const char* host, void* self);
  static int check_progress(const git_indexer_progress* progress, void* self);

  int password(git_credential** given, const char* url);
  int key(git_credential** given, const char* user);
  int refuse(Error error);
  Error failure(int failed);
  git_remote_callbacks callbacks();

  const FetchRequest& request_;
  const RemoteUrl& url_;
  RemoteHandle remote_{};
  std::optional<Error> refused_{};  ///< Why a callback of ours ended it.
  std::string host_{};              ///< Whose certificate was seen last.
  bool gave_credentials_ = false;
};

}  // namespace pgberth
