#pragma once

#include "reconciler/adapters/http/http_client.h"
#include "reconciler/adapters/http/patience.h"
#include "reconciler/base/ports.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <string>

namespace pgberth {

/// An answer in JSON; null where none came, as with 204.
struct JsonAnswer {
  int status = 0;
  nlohmann::json body{};
  std::string date{};  ///< When it was sent, as the header says.

  bool ok() const { return status >= 200 && status < 300; }
};

/// The text that stands at `pointer` ("/metadata/name"), or "".
std::string text_at(const nlohmann::json& json, const std::string& pointer);

/// The JSON in `body`; discarded when it is none, or nests deeper than anybody who is trusted
/// sends.
nlohmann::json json_in(const std::string& body);

/// A secret store that is spoken to in JSON; of what its HttpClient tells, StoreUnreachable is what
/// may pass. Thread-safe if its parts are.
class JsonApi {
 public:
  JsonApi(HttpClient& http, Clock& clock, Entropy& entropy, Patience patience = {})
      : http_(http), clock_(clock), entropy_(entropy), patience_(patience) {}

  /// Whether another try may end in another way; nothing: as usual.
  using Judge = std::function<std::optional<bool>(const JsonAnswer&)>;

  /// The answer to `request`. Broken connections, broken answers, 429 and 5xx are met by asking
  /// again, so only what may be sent twice may be sent; of 429 and 5xx the last one is the answer
  /// in the end. Errors: those of HttpClient.
  Result<JsonAnswer> ask(const HttpRequest& request, const Judge& judge = {});

  /// The same, where each try is sent in its own way.
  using Send = std::function<Result<HttpResponse>()>;
  Result<JsonAnswer> ask(const std::string& origin, const Send& send, const Judge& judge);

 private:
  HttpClient& http_;
  Clock& clock_;
  Entropy& entropy_;
  Patience patience_;
};

}  // namespace pgberth
