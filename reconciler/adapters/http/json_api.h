#pragma once

#include "reconciler/adapters/http/http_client.h"
#include "reconciler/base/ports.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace pgberth {

/// How often something is asked that gets no proper answer, and for how long in all. Waits double
/// and are shortened by chance; a server's own word about them (Retry-After) goes before.
struct Patience {
  int tries = 6;
  std::chrono::milliseconds first{100};
  std::chrono::milliseconds longest{3'000};
  std::chrono::milliseconds in_all{15'000};
  std::chrono::milliseconds each{30'000};  ///< For one answer; the HttpClient sees to it.
};

/// An answer in JSON; null where none came, as with 204.
struct JsonAnswer {
  int status = 0;
  nlohmann::json body{};

  bool ok() const { return status >= 200 && status < 300; }
};

/// The text that stands at `pointer` ("/metadata/name"), or "".
std::string text_at(const nlohmann::json& json, const std::string& pointer);

/// A secret store that is spoken to in JSON; of what its HttpClient tells, StoreUnreachable is what
/// may pass. Thread-safe if its parts are.
class JsonApi {
 public:
  JsonApi(HttpClient& http, Clock& clock, Entropy& entropy, Patience patience = {})
      : http_(http), clock_(clock), entropy_(entropy), patience_(patience) {}

  /// Whether an answer that looks like a passing trouble is none.
  using Final = std::function<bool(const JsonAnswer&)>;

  /// The answer to `request`. Broken connections, broken answers, 429 and 5xx are met by asking
  /// again, so only what may be sent twice may be sent; of 429 and 5xx the last one is the answer
  /// in the end. Errors: those of HttpClient.
  Result<JsonAnswer> ask(const HttpRequest& request, const Final& is_final = {});

 private:
  HttpClient& http_;
  Clock& clock_;
  Entropy& entropy_;
  Patience patience_;
};

}  // namespace pgberth
