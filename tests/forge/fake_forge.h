#pragma once

#include <nlohmann/json.hpp>

#include <deque>
#include <httplib.h>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace pgberth::testing {

/// The part of GitHub's REST API that a check speaks to, on a free port of 127.0.0.1, as its public
/// documentation tells: statuses of commits, and comments of one issue, in pages. It refuses
/// requests without the token or a user agent, comments and descriptions that are too long, and a
/// second comment with the same beginning by the same author. It remembers every request.
class FakeForge {
 public:
  struct Comment {
    std::size_t id = 0;
    std::string body{};
    std::string login{};
    std::string type{};
  };
  struct Answer {
    int status = 500;
    std::map<std::string, std::string> headers{};
    std::string method{};         ///< Of the request that gets it; "": the next one.
    bool after_doing_it = false;  ///< The request is done, and only its answer is lost.
  };

  explicit FakeForge(std::string token) : token_(std::move(token)) {
    const auto handle = [this](const httplib::Request& request, httplib::Response& response) {
      const std::lock_guard lock(mutex_);
      handle_one(request, response);
    };
    for (const char* any : {R"(/.*)"}) {
      server_.Get(any, handle);
      server_.Post(any, handle);
      server_.Patch(any, handle);
      server_.Delete(any, handle);
      server_.Put(any, handle);
    }
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  FakeForge(const FakeForge&) = delete;
  FakeForge& operator=(const FakeForge&) = delete;
  ~FakeForge() {
    server_.stop();
    thread_.join();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  std::vector<Comment> comments{};
  std::vector<nlohmann::json> statuses{};
  std::deque<Answer> faults{};          ///< Given instead of the next answers.
  std::vector<std::string> requests{};  ///< As they came, the token named.
  std::string login_of_token{};         ///< "": a workflow's token, which has no user.

 private:
  static constexpr std::size_t kLongestBody = 65'536;
  static constexpr std::size_t kLongestDescription = 140;
  static constexpr const char* kRepository = "/repos/acme/values";

  static void answer(httplib::Response& response, int status, const nlohmann::json& body) {
    response.status = status;
    response.set_content(body.dump(), "application/json");
  }
  static void refuse(httplib::Response& response, int status, const std::string& why) {
    answer(response, status, {{"message", why}});
  }

  void handle_one(const httplib::Request& request, httplib::Response& response) {
    record(request);
    Answer fault{};
    const bool faulty = !faults.empty() &&
                        (faults.front().method.empty() || faults.front().method == request.method);
    if (faulty) {
      fault = faults.front();
      faults.pop_front();
    }
    if (!faulty || fault.after_doing_it) route(request, response);
    if (!faulty) return;
    refuse(response, fault.status, "not now");
    for (const auto& [name, value] : fault.headers) response.set_header(name, value);
  }

  void record(const httplib::Request& request) {
    std::string text = request.method + " " + request.target + "\n";
    for (const char* name :
         {"Accept", "Authorization", "Content-Type", "User-Agent", "X-GitHub-Api-Version"})
      if (request.has_header(name)) {
        std::string value = request.get_header_value(name);
        if (const auto at = value.find(token_); at != std::string::npos)
          value.replace(at, token_.size(), "<token>");
        text += std::string(name) + ": " + value + "\n";
      }
    requests.push_back(text + (request.body.empty() ? "" : "\n" + request.body + "\n"));
  }

  void route(const httplib::Request& request, httplib::Response& response) {
    if (request.get_header_value("Authorization") != "Bearer " + token_)
      return refuse(response, 401, "Bad credentials");
    if (request.get_header_value("User-Agent").empty())
      return refuse(response, 403, "Request forbidden by administrative rules");
    const std::string issue = std::string(kRepository) + "/issues/7/comments";
    const std::string one = std::string(kRepository) + "/issues/comments/";
    const std::string status = std::string(kRepository) + "/statuses/";
    if (request.method == "GET" && request.path == "/user") return who(response);
    if (request.method == "GET" && request.path == issue) return list(request, response);
    if (request.method == "POST" && request.path == issue) return create(request, response);
    if (request.method == "PATCH" && request.path.starts_with(one))
      return update(std::stoul(request.path.substr(one.size())), request, response);
    if (request.method == "POST" && request.path.starts_with(status))
      return set_status(request, response);
    refuse(response, 404, "Not Found");
  }

  void who(httplib::Response& response) {
    if (login_of_token.empty())
      return refuse(response, 403, "Resource not accessible by integration");
    answer(response, 200, {{"login", login_of_token}});
  }

  static nlohmann::json shown(const Comment& comment) {
    return {{"id", comment.id},
            {"body", comment.body},
            {"user", {{"login", comment.login}, {"type", comment.type}}}};
  }

  void list(const httplib::Request& request, httplib::Response& response) {
    const auto number = [&](const char* name, std::size_t otherwise) {
      return request.has_param(name) ? std::stoul(request.get_param_value(name)) : otherwise;
    };
    const std::size_t size = std::min<std::size_t>(number("per_page", 30), 100);
    const std::size_t first = (number("page", 1) - 1) * size;
    nlohmann::json page = nlohmann::json::array();
    for (std::size_t i = first; i < comments.size() && i < first + size; ++i)
      page.push_back(shown(comments[i]));
    answer(response, 200, page);
  }

  /// The text of a comment, or nothing after having refused it.
  static std::string body_of(const httplib::Request& request, httplib::Response& response) {
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    std::string text = body.is_object() ? body.value("body", "") : "";
    if (text.empty()) refuse(response, 422, "Validation Failed");
    if (text.size() <= kLongestBody) return text;
    refuse(response, 422, "Body is too long (maximum is 65536 characters)");
    return "";
  }

  void create(const httplib::Request& request, httplib::Response& response) {
    const std::string body = body_of(request, response);
    if (body.empty()) return;
    const std::string me = login_of_token.empty() ? "github-actions[bot]" : login_of_token;
    for (const Comment& comment : comments)
      if (comment.login == me && comment.body.substr(0, 20) == body.substr(0, 20))
        return refuse(response, 422, "there is a comment like that already");
    comments.push_back({.id = 1000 + comments.size(),
                        .body = body,
                        .login = me,
                        .type = login_of_token.empty() ? "Bot" : "User"});
    answer(response, 201, shown(comments.back()));
  }

  void update(std::size_t id, const httplib::Request& request, httplib::Response& response) {
    for (Comment& comment : comments) {
      if (comment.id != id) continue;
      if (const std::string body = body_of(request, response); !body.empty()) {
        comment.body = body;
        answer(response, 200, shown(comment));
      }
      return;
    }
    refuse(response, 404, "Not Found");
  }

  void set_status(const httplib::Request& request, httplib::Response& response) {
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    const std::string state = body.value("state", "");
    if (state != "success" && state != "failure" && state != "error" && state != "pending")
      return refuse(response, 422, "Validation Failed");
    if (body.value("description", "").size() > kLongestDescription)
      return refuse(response, 422, "description is too long (maximum is 140 characters)");
    statuses.push_back(body);
    answer(response, 201, body);
  }

  std::string token_;
  httplib::Server server_{};
  std::mutex mutex_{};
  int port_ = 0;
  std::thread thread_{};
};

}  // namespace pgberth::testing
