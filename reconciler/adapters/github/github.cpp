#include "reconciler/adapters/github/github.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kPage = 100;
constexpr std::size_t kMostPages = 50;
constexpr int kMostAttempts = 4;
constexpr std::chrono::seconds kLongestWait{60};
constexpr std::chrono::seconds kMostPatience{120};

Json parsed(const std::string& text) {
  return Json::parse(text, nullptr, false);
}

std::string text_in(const Json& object, const char* key) {
  if (!object.is_object()) return "";
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<std::size_t> number(const std::string& text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

/// How long the forge wants to be left alone; nothing: the answer is final.
std::optional<std::chrono::seconds> wait_of(const HttpResponse& answer, int attempt) {
  const auto told = number(answer.header("retry-after"));
  const bool limited =
      answer.status == 429 ||
      (answer.status == 403 && (told || answer.header("x-ratelimit-remaining") == "0"));
  if (!limited && answer.status < 500) return std::nullopt;
  const std::chrono::seconds doubled{1 << attempt};
  return told ? std::chrono::seconds{*told} : doubled;
}

Error refused(const HttpResponse& answer, const std::string& doing) {
  const std::string why = text_in(parsed(answer.body), "message");
  return {.code = Code::ForgeRefused,
          .what = "GitHub answers " + std::to_string(answer.status) +
                  (why.empty() ? "" : " (\"" + why + "\")") + " to " + doing,
          .hint = answer.status == 401 || answer.status == 403 || answer.status == 404
                      ? "Check the repository's name, and that the token may write statuses and "
                        "pull requests."
                      : "Try again later."};
}

std::string body_of(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

/// A comment of ours, when there is one.
struct Github::Found {
  std::string id{};
  std::string body{};
};

std::string Github::repository_path() const {
  return "/repos/" + address_.about.repository;
}

std::string Github::issue_path() const {
  return repository_path() + "/issues/" + std::to_string(address_.about.number) + "/comments";
}

Result<HttpResponse> Github::send(const std::string& method, const std::string& path,
                                  const std::string& body, bool twice_is_harmless) {
  HttpRequest request{.method = method,
                      .url = address_.url + path,
                      .headers = {{"Accept", "application/vnd.github+json"},
                                  {"X-GitHub-Api-Version", "2022-11-28"}},
                      .body = body};
  if (!body.empty()) request.headers["Content-Type"] = "application/json";
  request.secret_headers.emplace("Authorization",
                                 Secret("Bearer " + std::string(address_.token.reveal())));
  std::chrono::seconds waited{0};
  for (int attempt = 0;; ++attempt) {
    auto answer = http_->send(request);
    if (!answer) return answer;
    const auto wait = wait_of(*answer, attempt);
    const bool may_repeat = twice_is_harmless || answer->status < 500;
    if (!wait || !may_repeat || attempt + 1 >= kMostAttempts || *wait > kLongestWait ||
        waited + *wait > kMostPatience)
      return answer;
    waited += *wait;
    clock_.sleep(*wait);
  }
}

Result<Done> Github::set_status(const CommitStatus& status) {
  const std::string state = status.state == StatusState::Success ? "success" : "failure";
  const auto answer =
      send("POST", repository_path() + "/statuses/" + address_.about.commit.id,
           body_of({{"context", "pgberth"}, {"description", status.description}, {"state", state}}),
           true);
  if (!answer) return answer.error();
  if (!answer->ok()) return refused(*answer, "a commit status");
  return Done{};
}

/// A token of a person says who that is; one of a workflow does not, and its comments are a bot's.
bool Github::is_own_login(const std::string& login) {
  if (!asked_who_) {
    asked_who_ = true;
    const auto answer = send("GET", "/user", "", true);
    if (answer && answer->ok()) own_login_ = text_in(parsed(answer->body), "login");
  }
  return !own_login_.empty() && login == own_login_;
}

Result<Github::Found> Github::find_comment(const std::string& mark) {
  for (std::size_t page = 1; page <= kMostPages; ++page) {
    const auto answer =
        send("GET",
             issue_path() + "?per_page=" + std::to_string(kPage) + "&page=" + std::to_string(page),
             "", true);
    if (!answer) return answer.error();
    if (!answer->ok()) return refused(*answer, "reading comments");
    const Json comments = parsed(answer->body);
    if (!comments.is_array()) return refused(*answer, "reading comments");
    for (const Json& comment : comments) {
      const std::string body = text_in(comment, "body");
      if (!body.starts_with(mark) || !comment.contains("id") || !comment.contains("user") ||
          !comment.at("id").is_number_unsigned())
        continue;
      const Json& user = comment.at("user");
      if (text_in(user, "type") == "Bot" || is_own_login(text_in(user, "login")))
        return Found{.id = comment.at("id").dump(), .body = body};
    }
    if (comments.size() < kPage) break;
  }
  return Found{};
}

Result<CommentKept> Github::keep_comment(const std::string& mark, const std::string& body,
                                         bool create) {
  for (int attempt = 0;; ++attempt) {
    const auto found = find_comment(mark);
    if (!found) return found.error();
    if (found->id.empty() && !create) return CommentKept::None;
    if (found->body == body) return CommentKept::Unchanged;
    const bool fresh = found->id.empty();
    const std::string path =
        fresh ? issue_path() : repository_path() + "/issues/comments/" + found->id;
    const auto answer = send(fresh ? "POST" : "PATCH", path, body_of({{"body", body}}), !fresh);
    if (!answer) return answer.error();
    if (answer->ok()) return fresh ? CommentKept::Created : CommentKept::Updated;
    // Whether a comment was made all the same is seen by looking again.
    if (answer->status < 500 || attempt + 1 >= kMostAttempts) return refused(*answer, "a comment");
    clock_.sleep(std::chrono::seconds{1 << attempt});
  }
}

Result<std::unique_ptr<Forge>> open_github(ForgeAddress address, Clock& clock) {
  const auto unknown = [](const std::string& what, std::string hint) {
    return Error{.code = Code::PullRequestUnknown, .what = what, .hint = std::move(hint)};
  };
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c == '/';
  };
  const std::string& name = address.about.repository;
  if (std::ranges::count(name, '/') != 1 || name.starts_with('/') || name.ends_with('/') ||
      !std::ranges::all_of(name, plain) || name.find("..") != std::string::npos)
    return unknown("\"" + name + "\" is no repository of GitHub", "Write OWNER/NAME.");
  const std::string& commit = address.about.commit.id;
  if (commit.size() < 40 || commit.find_first_not_of("0123456789abcdef") != std::string::npos)
    return unknown("\"" + commit + "\" is no whole id of a commit", "Write all 40 digits.");
  while (address.url.ends_with('/')) address.url.pop_back();
  HttpOptions options{
      .unreachable = Code::ForgeUnreachable, .ca_file = address.ca_file, .proxy = address.proxy};
  return std::unique_ptr<Forge>(std::make_unique<Github>(
      std::move(address), std::make_unique<CurlHttpClient>(std::move(options)), clock));
}

Result<PullRequest> pull_request_of_event(const std::string& json) {
  const Json event = parsed(json);
  PullRequest found;
  if (event.is_object() && event.contains("pull_request")) {
    const Json& pull = event.at("pull_request");
    if (pull.is_object() && pull.contains("number") && pull.at("number").is_number_unsigned())
      found.number = pull.at("number").get<std::size_t>();
    if (pull.is_object() && pull.contains("head"))
      found.commit.id = text_in(pull.at("head"), "sha");
    if (event.contains("repository"))
      found.repository = text_in(event.at("repository"), "full_name");
  }
  if (found.number != 0 && !found.commit.id.empty()) return found;
  return Error{.code = Code::PullRequestUnknown,
               .what = "the event is about no pull request",
               .hint = "Run it on pull_request, or name one with --pull-request and --commit."};
}

}  // namespace pgberth
