#pragma once

#include "reconciler/base/result.h"
#include "reconciler/base/secret.h"
#include "reconciler/model/repository.h"

#include <cstddef>
#include <string>

namespace pgberth {

/// One pull request of one repository.
struct PullRequest {
  std::string repository{};  ///< "owner/name".
  std::size_t number = 0;    ///< 0: none, there is only a commit.
  CommitId commit{};         ///< What is to be merged.
};

/// Where a forge is reached, and about which pull request.
struct ForgeAddress {
  std::string url{};  ///< Of its API.
  PullRequest about{};
  Secret token{};
  std::string ca_file{};
  std::string proxy{};
};

enum class StatusState { Success, Failure };

struct CommitStatus {
  StatusState state;
  std::string description;
};

enum class CommentKept { Created, Updated, Unchanged, None };

/// Where a pull request is talked about. Errors: ForgeUnreachable, ForgeRefused; none shows the
/// token.
class Forge {
 public:
  virtual ~Forge() = default;

  /// Says how the check of the commit ended; a former word of ours is replaced.
  virtual Result<Done> set_status(const CommitStatus& status) = 0;

  /// Keeps one comment of ours that begins with `mark`: `body` takes the place of what it said.
  /// Where there is none it is made if `create` says so. Comments of others are left alone.
  virtual Result<CommentKept> keep_comment(const std::string& mark, const std::string& body,
                                           bool create) = 0;
};

}  // namespace pgberth
