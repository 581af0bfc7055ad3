#include "reconciler/adapters/http/json_api.h"

#include "reconciler/adapters/http/url.h"

#include <algorithm>
#include <charconv>
#include <optional>
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

/// What one try came to.
struct Try {
  std::optional<JsonAnswer> answer{};
  std::optional<Error> error{};
  std::optional<milliseconds> wait{};
  bool broken = false;  ///< The answer is no JSON, whatever its status: it may have been cut off.
};

Try read(Result<HttpResponse> response, const HttpRequest& request) {
  if (!response) return {.error = std::move(response).error()};
  Try tried{.answer = JsonAnswer{.status = response->status}, .wait = asked_wait(*response)};
  tried.answer->body = nlohmann::json::parse(response->body, nullptr, false);
  if (!tried.answer->body.is_discarded()) return tried;
  tried.answer->body = nullptr;
  // Words in plain text are an answer, such as "404 page not found"; JSON that breaks off is none.
  const std::string& body = response->body;
  const bool whole =
      tried.answer->ok() ? response->status == 204 : !body.empty() && body.front() != '{';
  tried.broken = !whole;
  if (tried.answer->ok() && tried.broken)
    tried.error = Error{.code = Code::StoreUnreachable,
                        .what = "\"" + origin_of(request.url) + "\" answers what is no JSON"};
  return tried;
}

bool passing(const Try& tried) {
  return tried.broken || tried.answer->status == 429 || tried.answer->status >= 500;
}

}  // namespace

std::string text_at(const nlohmann::json& json, const std::string& pointer) {
  const nlohmann::json::json_pointer at(pointer);
  if (!json.is_structured() || !json.contains(at)) return "";
  const auto& value = json.at(at);
  return value.is_string() ? value.get<std::string>() : "";
}

Result<JsonAnswer> JsonApi::ask(const HttpRequest& request, const Final& is_final) {
  const auto deadline = clock_.now() + patience_.in_all;
  milliseconds wait = patience_.first;
  for (int made = 1;; ++made) {
    Try tried = read(http_.send(request), request);
    const bool again = tried.error ? tried.error->code == Code::StoreUnreachable
                                   : passing(tried) && !(is_final && is_final(*tried.answer));
    const auto jitter = static_cast<std::size_t>(wait.count()) / 2;
    const milliseconds rest = tried.wait.value_or(
        wait - milliseconds{static_cast<milliseconds::rep>(entropy_.below(jitter + 1))});
    if (!again || made >= patience_.tries || clock_.now() + rest > deadline) {
      if (tried.error) return *std::move(tried.error);
      return *std::move(tried.answer);
    }
    clock_.sleep(rest);
    wait = std::min(wait * 2, patience_.longest);
  }
}

}  // namespace pgberth
