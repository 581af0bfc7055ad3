#include "reconciler/adapters/http/json_api.h"

#include "reconciler/adapters/http/url.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

using std::chrono::milliseconds;

/// A wait that the server asks for, in whole seconds.
std::optional<milliseconds> asked_wait(const HttpResponse& response) {
  const std::string text = response.header("retry-after");
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return milliseconds{1'000} * std::min(seconds, 3'600u);
}

/// Whether the text opens more lists and objects in each other than anybody who is trusted sends.
/// Who goes through the JSON later calls itself for each.
bool nests_too_deep(std::string_view text) {
  constexpr int deepest = 500;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size() && depth <= deepest; ++i) {
    const char c = text[i];
    if (quoted && c == '\\')
      ++i;
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && (c == '{' || c == '['))
      ++depth;
    else if (!quoted && (c == '}' || c == ']'))
      --depth;
  }
  return depth > deepest;
}

/// What one try came to.
struct Try {
  Result<JsonAnswer> answer;
  std::optional<milliseconds> wait{};
  bool broken = false;  ///< What came is no JSON, whatever its status: it may have been cut off.
};

Try read(Result<HttpResponse> response, const std::string& origin) {
  if (!response) return {.answer = std::move(response).error()};
  JsonAnswer answer{.status = response->status,
                    .body = json_in(response->body),
                    .date = response->header("date")};
  const auto wait = asked_wait(*response);
  if (!answer.body.is_discarded()) return {.answer = std::move(answer), .wait = wait};
  answer.body = nullptr;
  if (response->status == 204) return {.answer = std::move(answer), .wait = wait};
  if (answer.ok())
    return {.answer = Error{.code = Code::StoreUnreachable,
                            .what = "\"" + origin + "\" answers what is no JSON"},
            .wait = wait};
  // Words in plain text are an answer, such as "404 page not found"; JSON that breaks off is none.
  const bool words = !response->body.empty() && response->body.front() != '{';
  return {.answer = std::move(answer), .wait = wait, .broken = !words};
}

/// Whether another try may end in another way.
bool passing(const Try& tried, const JsonApi::Judge& judge) {
  if (!tried.answer) return tried.answer.error().code == Code::StoreUnreachable;
  const auto verdict = judge ? judge(*tried.answer) : std::nullopt;
  const int status = tried.answer->status;
  return verdict.value_or(tried.broken || status == 429 || status >= 500);
}

}  // namespace

nlohmann::json json_in(const std::string& body) {
  if (nests_too_deep(body)) return nlohmann::json::value_t::discarded;
  return nlohmann::json::parse(body, nullptr, false);
}

std::string text_at(const nlohmann::json& json, const std::string& pointer) {
  const nlohmann::json::json_pointer at(pointer);
  if (!json.is_structured() || !json.contains(at)) return "";
  const auto& value = json.at(at);
  return value.is_string() ? value.get<std::string>() : "";
}

Result<JsonAnswer> JsonApi::ask(const HttpRequest& request, const Judge& judge) {
  return ask(origin_of(request.url), [&] { return http_.send(request); }, judge);
}

Result<JsonAnswer> JsonApi::ask(const std::string& origin, const Send& send, const Judge& judge) {
  Backoff backoff(clock_, entropy_, patience_);
  for (;;) {
    Try tried = read(send(), origin);
    if (!passing(tried, judge) || !backoff.wait(tried.wait)) return std::move(tried.answer);
  }
}

}  // namespace pgberth
