#include "reconciler/adapters/vault/vault_line.h"

#include "reconciler/adapters/http/url.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLargestAnswer = std::size_t{32} << 20u;

HttpOptions options_of(const VaultAddress& address, const Patience& patience) {
  return {.service = "Vault",
          .unreachable = Code::StoreUnreachable,
          .untrusted = Code::StoreCertificate,
          .too_large = Code::StoreFailed,
          .whole = patience.each,
          .largest_response = kLargestAnswer,
          .ca_file = address.ca_file,
          .proxy = address.proxy,
          .all_is_secret = true};
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

/// What Vault writes about a refusal, in one line.
std::string told(const JsonAnswer& answer) {
  std::string all;
  for (const Json& each : found_at(answer.body, "/errors"))
    if (each.is_string()) all += (all.empty() ? "" : "; ") + each.get<std::string>();
  std::ranges::replace_if(all, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return all;
}

bool tells(const JsonAnswer& answer, std::string_view phrase) {
  return told(answer).find(phrase) != std::string::npos;
}

/// Of a refusal only phrases that are known are shown: whoever stands between may repeat what was
/// sent.
std::string shown(const JsonAnswer& answer) {
  constexpr std::array<std::string_view, 7> known{"permission denied",
                                                  "invalid role or secret ID",
                                                  "check-and-set parameter required",
                                                  "Upgrading from non-versioned to versioned data",
                                                  "cannot write to a path ending in '/'",
                                                  "no handler for route",
                                                  "unsupported operation"};
  const auto* phrase = std::ranges::find_if(known, [&](auto each) { return tells(answer, each); });
  return phrase == known.end() ? "" : ": " + std::string(*phrase);
}

bool passes(const JsonAnswer& answer) {
  // 412: a replica lags behind; 472 and 473: one that serves nobody.
  return answer.status == 412 || answer.status == 429 || answer.status == 472 ||
         answer.status == 473 || answer.status >= 500 ||
         tells(answer, "Upgrading from non-versioned");
}

}  // namespace

const Json& found_at(const Json& json, const std::string& pointer) {
  static const Json nothing;
  const Json::json_pointer at(pointer);
  return json.is_structured() && json.contains(at) ? json.at(at) : nothing;
}

bool says_sealed(const JsonAnswer& answer) {
  return answer.status == 503 && tells(answer, "Vault is sealed");
}

bool says_invalid_token(const JsonAnswer& answer) {
  return answer.status == 403 && tells(answer, "invalid token");
}

bool says_moved_on(const JsonAnswer& answer) {
  return answer.status == 400 && tells(answer, "check-and-set parameter did not match");
}

VaultLine::VaultLine(const VaultAddress& address, Clock& clock, Entropy& entropy, Patience patience)
    : url_(without_slash(address.url)),
      name_space_(address.name_space),
      http_(options_of(address, patience)),
      json_(http_, clock, entropy, patience) {}

Result<JsonAnswer> VaultLine::ask(const VaultCall& call, const Secret& token) {
  HttpRequest request{.method = call.method,
                      .url = url_ + "/v1/" + call.path,
                      .headers = {{"Accept", "application/json"}},
                      .body = call.body};
  if (!name_space_.empty() && call.of_namespace)
    request.headers.emplace("X-Vault-Namespace", name_space_);
  if (!call.body.empty()) request.headers.emplace("Content-Type", call.content_type);
  request.headers.emplace("X-Vault-Request", "true");  // An agent may want it.
  if (!token.empty()) request.secret_headers.emplace("X-Vault-Token", token.duplicate());
  return json_.ask(request, [](const JsonAnswer& answer) {
    return says_sealed(answer) ? std::optional<bool>(false) : std::nullopt;
  });
}

std::string VaultLine::whom() const {
  return "Vault at \"" + origin_of(url_) + "\" ";
}

Error VaultLine::refused(const JsonAnswer& answer, const VaultAct& act) const {
  const std::string asked = " when asked to " + act.doing;
  const std::string number = "answers " + std::to_string(answer.status) + asked;
  if (says_sealed(answer))
    return {.code = Code::StoreSealed,
            .what = whom() + "is sealed",
            .hint = "Unseal it, then run again."};
  if (answer.status == 401 || says_invalid_token(answer))
    return {.code = Code::StoreAuth,
            .what = whom() + "does not take the token," + asked,
            .hint = "Log in anew, or correct what the settings name."};
  if (answer.status == 403)
    return {.code = Code::StoreRights,
            .what = whom() + "does not allow to " + act.doing + shown(answer),
            .hint = (act.capability.empty()
                         ? "Grant it"
                         : "Grant \"" + act.capability + "\" on \"" + act.path + "\"") +
                    std::string("; deploy/rights/vault has what pgberth needs.")};
  if (answer.status == 413)
    return {.code = Code::EntryTooLarge, .what = whom() + number + ": it is too large"};
  if (passes(answer))  // A replica may lag behind, or a mount be upgraded, for some entries alone.
    return {.code = answer.status == 400 || answer.status == 412 ? Code::StoreFailed
                                                                 : Code::StoreUnreachable,
            .what = whom() + number + shown(answer),
            .hint = "Try again later."};
  if (answer.status >= 300 && answer.status < 400)
    return {.code = Code::StoreFailed,
            .what = whom() + number + ", and names another address",
            .hint = "Name the address of the active node, or one that forwards to it."};
  return {.code = Code::StoreFailed, .what = whom() + number + shown(answer)};
}

}  // namespace pgberth
