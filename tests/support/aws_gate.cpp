#include "tests/support/aws_gate.h"

#include "tests/support/aws_clock.h"
#include "tests/support/iam_condition.h"
#include <algorithm>
#include <httplib.h>
#include <optional>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr const char* kTarget = "secretsmanager.";

SignedRequest signed_request(const httplib::Request& request) {
  SignedRequest copy{.method = request.method, .target = request.target, .body = request.body};
  for (const auto& [name, value] : request.headers)
    if (name != "REMOTE_ADDR" && name != "REMOTE_PORT" && name != "LOCAL_ADDR" &&
        name != "LOCAL_PORT")  // httplib's own.
      copy.headers.emplace(lower_case(name), value);
  return copy;
}

/// What may be shown of a request.
Json shown(const std::string& body) {
  Json request = Json::parse(body, nullptr, false);
  if (request.is_discarded()) return {};
  for (const char* name : {"SecretString", "SecretBinary"})
    if (request.is_object() && request.contains(name)) request[name] = "(secret)";
  return request;
}

constexpr const char* kNoSecret = "Secrets Manager can't find the specified secret.";

std::optional<AwsAnswer> answer_of(AwsFault fault) {
  switch (fault) {
    case AwsFault::Throttled:
      return refused("ThrottlingException", "Rate exceeded");
    case AwsFault::TooMany:
      return refused("ThrottlingException", "Rate exceeded", 429);
    case AwsFault::ServerError:
    case AwsFault::ErrorAfter:
      return refused("InternalServiceError", "An error occurred on the server side.", 500);
    case AwsFault::Expired:
      return refused("ExpiredTokenException",
                     "The security token included in the request is expired");
    case AwsFault::Unaware:
      return refused("ResourceNotFoundException", kNoSecret);
    case AwsFault::Unavailable:
    case AwsFault::None:
      break;
  }
  return std::nullopt;
}

/// A batch answers for each of its entries.
AwsAnswer none_of(const Json& request) {
  Json errors = Json::array();
  if (request.is_object() && request.contains("SecretIdList"))
    for (const Json& id : request["SecretIdList"])
      errors.push_back(
          {{"SecretId", id}, {"ErrorCode", "ResourceNotFoundException"}, {"Message", kNoSecret}});
  return {.body = {{"SecretValues", Json::array()}, {"Errors", std::move(errors)}}};
}

/// Signed with what is no secret of the identity, or dated as if it were sent at another time.
AwsAnswer bad_signature(const std::string& message) {
  return refused("InvalidSignatureException", message);
}

/// What is wrong with the claim, whoever makes it.
std::optional<AwsAnswer> bad_claim(const SignedRequest& request, const ClaimedSignature& claimed,
                                   const std::string& region, const std::string& service) {
  if (claimed.service != service)
    return bad_signature("Credential should be scoped to correct service: '" + service + "'. ");
  if (claimed.region != region)
    return bad_signature("Credential should be scoped to a valid region. ");
  if (const auto missing = not_signed(request, claimed); !missing.empty())
    return bad_signature("'" + missing.front() + "' must be a signed header");
  if (request.header("x-amz-date").substr(0, claimed.day.size()) != claimed.day)
    return bad_signature("Date in Credential scope does not match the date of the request.");
  return std::nullopt;
}

}  // namespace

std::string AwsIdentity::arn() const {
  if (token.empty()) return std::string("arn:aws:iam::") + kAwsAccount + ":user/" + name;
  return std::string("arn:aws:sts::") + kAwsAccount + ":assumed-role/" + name + "/session";
}

std::string to_string(const AwsCall& call) {
  return call.error.empty() ? call.action : call.action + " " + call.error;
}

AwsGate::AwsGate(MotoServer& moto, std::string region)
    : region_(std::move(region)),
      secrets_(moto, region_),
      server_(std::make_unique<httplib::Server>()) {
  constexpr std::size_t threads = 64;  // As many connections may be open at once.
  server_->new_task_queue = [] { return new httplib::ThreadPool(threads); };
  server_->set_tcp_nodelay(true);
  server_->set_keep_alive_max_count(1'000'000);
  server_->set_keep_alive_timeout(1);  // Seconds; who stops it waits as long.
  const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
    serve(request, response);
  };
  server_->Get(".*", handler);
  server_->Post(".*", handler);
  server_->Put(".*", handler);
  port_ = server_->bind_to_any_port("127.0.0.1");
  thread_ = std::jthread([this] { server_->listen_after_bind(); });
  while (!server_->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

AwsGate::~AwsGate() {
  server_->stop();
  thread_.join();
}

void AwsGate::add_identity(AwsIdentity identity) {
  const std::lock_guard lock(busy_);
  expired_.erase(identity.key_id);
  std::string key_id = identity.key_id;
  identities_.insert_or_assign(std::move(key_id), std::move(identity));
}

void AwsGate::remove_identity(const std::string& key_id) {
  const std::lock_guard lock(busy_);
  identities_.erase(key_id);
}

void AwsGate::expire(const std::string& key_id) {
  const std::lock_guard lock(busy_);
  expired_.insert(key_id);
}

void AwsGate::set_hook(Hook hook) {
  const std::lock_guard lock(busy_);
  hook_ = std::move(hook);
}

std::vector<AwsCall> AwsGate::calls() const {
  const std::lock_guard lock(busy_);
  std::vector<AwsCall> copies;
  copies.reserve(calls_.size());
  for (const auto& call : calls_) copies.push_back(*call);
  return copies;
}

void AwsGate::forget_calls() {
  const std::lock_guard lock(busy_);
  calls_.clear();
}

std::chrono::sys_seconds AwsGate::now() const {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) +
         std::chrono::seconds{ahead_};
}

std::variant<AwsIdentity, AwsAnswer> AwsGate::caller_of(const SignedRequest& request,
                                                        const std::string& service) const {
  if (request.header("authorization").empty())
    return refused("MissingAuthenticationTokenException", "Missing Authentication Token");
  const auto claimed = claimed_signature(request);
  if (!claimed)
    return refused("IncompleteSignatureException", "Authorization header is not complete.");
  if (auto bad = bad_claim(request, *claimed, region_, service)) return *std::move(bad);
  if (auto late = not_now(request.header("x-amz-date"), now())) return bad_signature(*late);
  const std::lock_guard lock(busy_);
  const auto known = identities_.find(claimed->key_id);
  // The token says whether the key is one.
  if (known == identities_.end() || known->second.token != request.header("x-amz-security-token"))
    return refused("UnrecognizedClientException",
                   "The security token included in the request is invalid.");
  if (signature_of(request, *claimed, known->second.secret) != claimed->signature)
    return bad_signature(
        "The request signature we calculated does not match the signature you provided. Check your "
        "AWS Secret Access Key and signing method. Consult the service documentation for details.");
  if (expired_.contains(claimed->key_id))
    return refused("ExpiredTokenException",
                   "The security token included in the request is expired");
  return known->second;
}

AwsText AwsGate::answer_for_sts(const SignedRequest& request, AwsCall& call) {
  const auto caller = caller_of(request, "sts");
  const auto* refusal = std::get_if<AwsAnswer>(&caller);
  const AwsAnswer unknown = refused("InvalidAction", "Could not find operation");
  if (refusal == nullptr && call.action != "GetCallerIdentity") refusal = &unknown;
  if (refusal != nullptr) {
    call.error = refusal->error;
    return in_xml(*refusal);
  }
  const auto& identity = std::get<AwsIdentity>(caller);
  call.identity = identity.name;
  return caller_identity(kAwsAccount, identity.arn());
}

AwsAnswer AwsGate::answer_for_secrets(const SignedRequest& request, AwsCall& call) {
  auto caller = caller_of(request, "secretsmanager");
  if (auto* refusal = std::get_if<AwsAnswer>(&caller)) return std::move(*refusal);
  const auto& identity = std::get<AwsIdentity>(caller);
  call.identity = identity.name;
  if (request.method != "POST" || request.target != "/" ||
      request.header("content-type") != "application/x-amz-json-1.1")
    return refused("UnknownOperationException", "", 404);
  const auto decide = [&](const IamRequest& wish) {
    IamRequest whole = wish;
    whole.context["aws:PrincipalArn"] = {identity.arn()};
    whole.context["aws:PrincipalAccount"] = {kAwsAccount};
    const IamDecision decision = identity.policy.decide(whole);
    call.permissions.push_back({.wish = std::move(whole), .decision = decision});
    return decision;
  };
  return secrets_.answer(call.action, request.body, {.arn = identity.arn(), .decide = decide});
}

AwsText AwsGate::answer(const SignedRequest& request, AwsCall& call) {
  Hook hook;
  {
    const std::lock_guard lock(busy_);
    hook = hook_;
  }
  const AwsFault fault = hook ? hook(call.action) : AwsFault::None;
  if (fault == AwsFault::Unavailable)
    return {.status = 503, .type = "text/html", .body = "<html>Service Unavailable</html>"};
  const bool for_sts = request.header("x-amz-target").empty();
  if (fault == AwsFault::Unaware && call.action == "BatchGetSecretValue")
    return in_json(none_of(call.request));
  const auto injected = answer_of(fault);
  if (injected && (for_sts || fault != AwsFault::ErrorAfter)) {  // STS does nothing anyway.
    call.error = injected->error;
    return for_sts ? in_xml(*injected) : in_json(*injected);
  }
  if (for_sts) return answer_for_sts(request, call);
  AwsAnswer done = answer_for_secrets(request, call);
  if (injected) done = *injected;
  call.error = done.error;
  return in_json(done);
}

void AwsGate::serve(const httplib::Request& request, httplib::Response& response) {
  const SignedRequest copy = signed_request(request);
  const std::string target = copy.header("x-amz-target");
  AwsCall call{.action = target.starts_with(kTarget) ? target.substr(std::string(kTarget).size())
                                                     : request.get_param_value("Action"),
               .request = shown(copy.body)};
  const auto noted = std::make_shared<AwsCall>(call);
  {
    const std::lock_guard lock(busy_);
    calls_.push_back(noted);  // Also those that never end are seen.
  }
  std::this_thread::sleep_for(std::chrono::milliseconds{latency_});
  const AwsText text = answer(copy, call);
  call.status = text.status;
  {
    const std::lock_guard lock(busy_);
    *noted = std::move(call);
  }
  response.status = text.status;
  response.set_header("Date", http_date(now()));
  response.set_header("x-amzn-RequestId", "11111111-2222-4333-8444-555555555555");
  response.set_content(text.body, text.type);
}

}  // namespace pgberth
