#include "reconciler/adapters/vault/vault_session.h"

#include "reconciler/adapters/secret_file.h"
#include "reconciler/adapters/vault/kv_name.h"
#include "reconciler/base/overloaded.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kPodToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";
constexpr milliseconds kShortest{1'000};   ///< Between two looks at a token that is about to end.
constexpr milliseconds kFirst{10'000};     ///< Between two refused log-ins; Vault's own lockout, by
constexpr milliseconds kLongest{900'000};  ///< default, is five of them in fifteen minutes.

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

seconds seconds_at(const Json& json, const std::string& pointer) {
  const Json& found = found_at(json, pointer);
  return seconds{found.is_number_unsigned() ? found.get<std::uint32_t>() : 0};
}

/// A token of a log-in or a renewal; empty when there is none in it.
VaultGrant grant_in(const Json& answer) {
  const Json& auth = found_at(answer, "/auth");
  VaultGrant grant{.token = Secret{text_at(auth, "/client_token")},
                   .lease = seconds_at(auth, "/lease_duration"),
                   .renewable = found_at(auth, "/renewable") == true};
  const Json& policies = found_at(auth, "/policies");
  grant.looks_itself_up = std::ranges::count(policies, Json("default")) > 0;
  return grant;
}

/// What shows that it is us: the token, the secret ID or the token of the service account; empty
/// for a role that needs none.
Result<Secret> proof_of(const VaultLogin& login) {
  return std::visit(
      overloaded{[](const VaultToken& given) { return given.token(); },
                 [](const VaultAppRole& role) {
                   return role.secret_id ? role.secret_id() : Result<Secret>(Secret{});
                 },
                 [](const VaultKubernetes& pod) {
                   return read_secret_line(
                       {.path = pod.token_file.empty() ? std::string(kPodToken) : pod.token_file,
                        .what = "token file",
                        .code = Code::StoreAuth});
                 }},
      login);
}

}  // namespace

Result<VaultGrant> VaultSession::logged_in(const std::string& mount, const std::string& body) {
  const auto answer = line_.ask(
      {.method = "POST", .path = "auth/" + url_path(mount) + "/login", .body = body}, Secret{});
  if (!answer) return answer.error();
  const VaultAct act{.doing = "log in by \"auth/" + mount + "\""};
  if (!answer->ok()) {
    Error error = line_.refused(*answer, act);
    // Nobody is known yet, so every refusal is one of the log-in.
    if (error.code == Code::StoreRights || error.code == Code::StoreFailed) {
      error.code = Code::StoreAuth;
      error.hint = "Correct the role, what it is proved with, or the mount in the settings.";
    }
    return error;
  }
  VaultGrant grant = grant_in(answer->body);
  if (grant.token.empty())
    return Error{.code = Code::StoreAuth,
                 .what = line_.whom() + "gives no token when asked to " + act.doing,
                 .hint = "A role that wants a second factor, or wraps its answer, cannot be used."};
  return grant;
}

Result<VaultGrant> VaultSession::looked_up(Secret token) {
  const auto answer = line_.ask({.path = "auth/token/lookup-self"}, token);
  if (!answer) return answer.error();
  VaultGrant grant{.token = std::move(token)};
  // Without a policy that lets it ask, its first call will tell whether it is good.
  if (answer->status == 403 && !says_invalid_token(*answer)) return grant;
  if (!answer->ok()) return line_.refused(*answer, {.doing = "look up the token"});
  grant.lease = seconds_at(answer->body, "/data/ttl");
  grant.renewable = found_at(answer->body, "/data/renewable") == true;
  grant.looks_itself_up = true;
  return grant;
}

Result<VaultGrant> VaultSession::drawn_with(const Secret& proof) {
  return std::visit(overloaded{[&](const VaultToken&) { return looked_up(proof.duplicate()); },
                               [&](const VaultAppRole& login) {
                                 Json body{{"role_id", login.role_id}};
                                 if (login.secret_id) body["secret_id"] = proof.reveal();
                                 return logged_in(login.mount, text_of(body));
                               },
                               [&](const VaultKubernetes& login) {
                                 return logged_in(login.mount, text_of({{"role", login.role},
                                                                        {"jwt", proof.reveal()}}));
                               }},
                    login_);
}

Result<VaultGrant> VaultSession::drawn() {
  const auto proof = proof_of(login_);
  if (!proof) return proof.error();
  const bool same = refusal_ && same_bytes(refusal_->proof, *proof);
  if (same && clock_.now() < refusal_->until) return refusal_->error;
  auto grant = drawn_with(*proof);
  if (!grant && logs_in() && grant.error().code == Code::StoreAuth) {
    const milliseconds wait = same ? std::min(refusal_->wait * 6, kLongest) : kFirst;
    refusal_ = Refusal{proof->duplicate(), grant.error(), wait, clock_.now() + wait};
  } else if (grant) {
    refusal_.reset();
  }
  return grant;
}

void VaultSession::look_again_after(milliseconds wait) {
  look_again_ = clock_.now() + std::max(wait, kShortest);
}

Result<VaultSession::Held> VaultSession::hold(Result<VaultGrant> grant) {
  if (!grant) {
    failure_.note(grant.error());
    return std::move(grant).error();
  }
  grant->since = clock_.now();
  held_ = std::make_shared<const VaultGrant>(*std::move(grant));
  look_again_after(milliseconds{held_->lease} * 2 / 3);
  return held_;
}

/// Whether that gave the token as much time as it had.
bool VaultSession::renew() {
  const auto answer =
      line_.ask({.method = "POST", .path = "auth/token/renew-self", .body = "{}"}, held_->token);
  if (!answer || !answer->ok()) return false;
  VaultGrant grant = grant_in(answer->body);
  if (grant.token.empty()) return false;
  const seconds before = held_->lease;
  (void)hold(std::move(grant));
  return held_->lease * 2 >= before;
}

Result<VaultSession::Held> VaultSession::current() {
  const int before = failure_.attempts();
  const std::lock_guard lock(busy_);
  if (held_ && (!held_->ends() || clock_.now() < look_again_)) return held_;
  if (auto failed = failure_.since(before)) return *std::move(failed);
  if (held_ && held_->renewable && clock_.now() < held_->since + held_->lease && renew())
    return held_;
  auto grant = drawn();
  if (grant || !held_) return hold(std::move(grant));
  // What is held may be good for a while yet; until its end nothing is lost.
  const auto left = held_->since + held_->lease - clock_.now();
  if (left <= milliseconds{0}) {
    held_.reset();
    return hold(std::move(grant));
  }
  look_again_after(std::chrono::duration_cast<milliseconds>(left) / 2);
  return held_;
}

bool VaultSession::refuses(const JsonAnswer& answer, const VaultGrant& grant) {
  if (answer.status != 403) return answer.status == 401;
  if (says_invalid_token(answer)) return true;
  if (!grant.looks_itself_up) return false;
  // Older Vaults refuse a token that has ended with the words for a missing right.
  const auto looked = line_.ask({.path = "auth/token/lookup-self"}, grant.token);
  return looked && looked->status == 403;
}

void VaultSession::forget() {
  const std::lock_guard lock(busy_);
  held_.reset();
}

Result<VaultSession::Held> VaultSession::instead_of(const Held& refused) {
  const int before = failure_.attempts();
  const std::lock_guard lock(busy_);
  if (held_ && held_ != refused) return held_;
  if (auto failed = failure_.since(before)) return *std::move(failed);
  held_.reset();
  return hold(drawn());
}

}  // namespace pgberth
