#pragma once

#include "reconciler/adapters/http/http_client.h"
#include "reconciler/base/ports.h"
#include "reconciler/model/forge.h"

#include <memory>
#include <string>

namespace pgberth {

/// GitHub, also an Enterprise server's, by its REST API. An answer that says "too many" (429, or
/// 403 with a time to wait) or "not now" (5xx) is waited out a few times, never longer than two
/// minutes.
class Github final : public Forge {
 public:
  Github(ForgeAddress address, std::unique_ptr<HttpClient> http, Clock& clock)
      : address_(std::move(address)), http_(std::move(http)), clock_(clock) {}

  Result<Done> set_status(const CommitStatus& status) override;
  Result<CommentKept> keep_comment(const std::string& mark, const std::string& body,
                                   bool create) override;

 private:
  struct Found;

  Result<HttpResponse> send(const std::string& method, const std::string& path,
                            const std::string& body, bool twice_is_harmless);
  Result<Found> find_comment(const std::string& mark);
  bool is_own_login(const std::string& login);
  std::string issue_path() const;
  std::string repository_path() const;

  ForgeAddress address_;
  std::unique_ptr<HttpClient> http_;
  Clock& clock_;
  std::string own_login_{};
  bool asked_who_ = false;
};

/// GitHub at that address. Error: PullRequestUnknown, when the repository, the commit or the number
/// could not be one.
Result<std::unique_ptr<Forge>> open_github(ForgeAddress address, Clock& clock);

/// The pull request that the event of a workflow tells of, a JSON file. Error: PullRequestUnknown.
Result<PullRequest> pull_request_of_event(const std::string& json);

}  // namespace pgberth
