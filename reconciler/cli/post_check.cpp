#include "reconciler/cli/post_check.h"

#include "reconciler/cli/password_file.h"

#include <algorithm>
#include <charconv>
#include <ostream>

namespace pgberth {
namespace {

constexpr std::size_t kLongestDescription = 140;
constexpr std::size_t kLargestEvent = std::size_t{16} * 1024 * 1024;
constexpr const char* kPublicApi = "https://api.github.com";

std::string variable(const Parts& parts, const std::string& name) {
  return parts.variable ? parts.variable(name).value_or("") : std::string();
}

Result<Secret> token_of(const Options& options, const Parts& parts) {
  if (!options.github_token_file.empty()) return read_password_file(options.github_token_file);
  for (const char* name : {"PGBERTH_GITHUB_TOKEN", "GITHUB_TOKEN"})
    if (const std::string text = variable(parts, name); !text.empty()) return Secret{text};
  return Secret{};
}

Result<PullRequest> of_event(const Parts& parts) {
  const std::string path = variable(parts, "GITHUB_EVENT_PATH");
  if (path.empty() || !parts.pull_request_of_event)
    return Error{.code = Code::PullRequestUnknown,
                 .what = "it is not said which pull request the result is for",
                 .hint = "Add --github-repository OWNER/NAME --pull-request NUMBER --commit ID."};
  const auto json = parts.tree.read(path, kLargestEvent);
  if (!json) return json.error();
  auto found = parts.pull_request_of_event(*json);
  if (found && found->repository.empty()) found->repository = variable(parts, "GITHUB_REPOSITORY");
  return found;
}

Result<PullRequest> pull_request(const Options& options, const Parts& parts) {
  const bool explicit_one = options.pull_request != 0 || !options.commit.empty();
  if (!explicit_one) return of_event(parts);
  PullRequest found{.repository = options.github_repository,
                    .number = options.pull_request,
                    .commit = CommitId{options.commit}};
  if (found.repository.empty()) found.repository = variable(parts, "GITHUB_REPOSITORY");
  return found;
}

/// At most as many characters as a status may have; no character is cut apart.
std::string description_of(const CheckReport& report) {
  std::string line = check_line(report);
  if (line.size() > kLongestDescription) line = line.substr(0, kLongestDescription - 3) + "...";
  return line;
}

}  // namespace

Result<Done> post_check(const CheckReport& report, int exit_code, const Options& options,
                        const Parts& parts, const Setting& setting) {
  auto token = token_of(options, parts);
  if (!token) return std::move(token).error();
  if (token->empty() || !parts.open_forge) {
    setting.err << "nothing is posted: there is no token in --github-token-file, "
                   "PGBERTH_GITHUB_TOKEN or GITHUB_TOKEN\n";
    return Done{};
  }
  auto about = pull_request(options, parts);
  if (!about) return std::move(about).error();
  std::string url = options.github_url;
  if (url.empty()) url = variable(parts, "GITHUB_API_URL");
  const bool comment = about->number != 0;
  auto forge = parts.open_forge({.url = url.empty() ? kPublicApi : url,
                                 .about = *std::move(about),
                                 .token = *std::move(token),
                                 .ca_file = options.ca_file,
                                 .proxy = options.proxy});
  if (!forge) return std::move(forge).error();
  auto status = (*forge)->set_status(
      {.state = exit_code == kFailure ? StatusState::Failure : StatusState::Success,
       .description = description_of(report)});
  if (!status || !comment) return status;
  const bool changes = std::ranges::any_of(
      report.environments, [](const auto& environment) { return !environment.empty(); });
  const auto kept =
      (*forge)->keep_comment(std::string(kCommentMark), check_markdown(report), changes);
  if (!kept) return kept.error();
  return Done{};
}

}  // namespace pgberth
