#pragma once

#include "reconciler/adapters/http/json_api.h"
#include "reconciler/base/ports.h"
#include "reconciler/model/store_address.h"

#include <string>

namespace pgberth {

/// One call of Vault's API.
struct VaultCall {
  std::string method = "GET";
  std::string path;  ///< Behind "/v1/", each segment as a URL takes it: "secret/data/qa/fence".
  std::string body{};
  std::string content_type = "application/json";
  bool of_namespace = true;  ///< Or of Vault itself.
};

/// What a call was for, as a refusal tells it.
struct VaultAct {
  std::string doing;         ///< In words: "create \"secret/qa/fence\"".
  std::string capability{};  ///< What a policy would have to grant ("create"); "": nothing does.
  std::string path{};        ///< And on which path ("secret/data/qa/fence").
};

/// What stands at `pointer` ("/data/keys"); null where nothing does.
const nlohmann::json& found_at(const nlohmann::json& json, const std::string& pointer);

/// Whether `answer` says so: by its status and by what Vault writes there.
bool says_sealed(const JsonAnswer& answer);
bool says_invalid_token(const JsonAnswer& answer);
bool says_moved_on(const JsonAnswer& answer);  ///< Another version is there than cas names.

/// The way to one Vault, and a namespace in it. Thread-safe.
class VaultLine {
 public:
  VaultLine(const VaultAddress& address, Clock& clock, Entropy& entropy, Patience patience);

  /// The answer to `call`, whatever it is; the call may be sent twice. That Vault is sealed is an
  /// answer, not a trouble that passes. `token` may be empty.
  /// Errors: StoreUnreachable, StoreCertificate, StoreFailed (the answer is too large).
  Result<JsonAnswer> ask(const VaultCall& call, const Secret& token);

  /// What an answer that is no success means. Never repeats what was sent.
  Error refused(const JsonAnswer& answer, const VaultAct& act) const;

  bool by_tls() const { return url_.starts_with("https://"); }
  std::string whom() const;  ///< "Vault at \"https://…\" ".

 private:
  std::string url_;
  std::string name_space_;
  CurlHttpClient http_;
  JsonApi json_;
};

}  // namespace pgberth
