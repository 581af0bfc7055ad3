#include "reconciler/adapters/kubernetes/kubernetes_api.h"

#include "reconciler/adapters/http/url.h"
#include "reconciler/adapters/kubernetes/refusal.h"
#include "reconciler/adapters/secret_file.h"
#include "reconciler/base/overloaded.h"

#include <utility>

namespace pgberth {
namespace {

constexpr std::chrono::seconds kSpare{10};  ///< So long before its end a credential is given up.
constexpr std::size_t kLargestAnswer = std::size_t{32} << 20u;

HttpOptions options_of(const ClusterAccess& access, const Patience& patience) {
  return {.service = "Kubernetes",
          .unreachable = Code::StoreUnreachable,
          .untrusted = Code::StoreCertificate,
          .too_large = Code::StoreFailed,
          .whole = patience.each,
          .largest_response = kLargestAnswer,
          .ca_file = access.ca_file,
          .ca = access.ca,
          .client_certificate = access.client_certificate,
          .client_key = access.client_key.duplicate(),
          .server_name = access.server_name,
          .proxy = access.proxy,
          .all_is_secret = true};
}

}  // namespace

/// A connection with one credential.
class KubernetesApi::Speaker {
 public:
  Speaker(HttpOptions options, Secret token, KubernetesApi& api)
      : http_(std::move(options)),
        json_(http_, api.clock_, api.entropy_, api.patience_),
        token_(std::move(token)),
        api_(api) {}

  std::optional<std::chrono::sys_seconds> until{};

  /// Whether the credential ends so soon that another is to be had first.
  bool ends() const { return until && api_.clock_.wall() + kSpare >= *until; }

  Result<JsonAnswer> ask(const KubernetesCall& call) {
    HttpRequest request{.method = call.method,
                        .url = api_.access_.server + call.path,
                        .headers = {{"Accept", call.accept}},
                        .body = call.body};
    if (!call.body.empty()) request.headers.emplace("Content-Type", call.content_type);
    auto token = current_token();
    if (!token) return std::move(token).error();
    if (!token->empty())
      request.secret_headers.emplace("Authorization",
                                     Secret{std::string("Bearer ").append(token->reveal())});
    return json_.ask(request);
  }

 private:
  Result<Secret> current_token() const {
    const auto* file = std::get_if<TokenFile>(&api_.access_.identity);
    if (file == nullptr) return token_.duplicate();
    return read_secret_line({.path = file->path, .what = "token file", .code = Code::StoreAuth});
  }

  CurlHttpClient http_;
  JsonApi json_;
  Secret token_;
  KubernetesApi& api_;
};

KubernetesApi::KubernetesApi(ClusterAccess access, Clock& clock, Entropy& entropy,
                             Patience patience)
    : access_(std::move(access)), clock_(clock), entropy_(entropy), patience_(patience) {}

KubernetesApi::~KubernetesApi() = default;

Result<std::shared_ptr<KubernetesApi::Speaker>> KubernetesApi::new_speaker() {
  HttpOptions options = options_of(access_, patience_);
  if (const auto* fixed = std::get_if<FixedToken>(&access_.identity))
    return std::make_shared<Speaker>(std::move(options), fixed->token.duplicate(), *this);
  const auto* plugin = std::get_if<ExecPlugin>(&access_.identity);
  if (plugin == nullptr) return std::make_shared<Speaker>(std::move(options), Secret{}, *this);
  auto credential = run_exec_plugin(*plugin);
  if (!credential) return std::move(credential).error();
  if (!credential->client_certificate.empty()) {
    options.client_certificate = credential->client_certificate;
    options.client_key = std::move(credential->client_key);
  }
  auto speaker = std::make_shared<Speaker>(std::move(options), std::move(credential->token), *this);
  speaker->until = credential->until;
  return speaker;
}

Result<std::shared_ptr<KubernetesApi::Speaker>> KubernetesApi::speaker(const Speaker* instead_of) {
  const std::lock_guard lock(busy_);
  if (speaker_ && !speaker_->ends() && speaker_.get() != instead_of) return speaker_;
  // A program that hangs is not run once for each Secret.
  if (failure_ && clock_.now() < failure_->until) return failure_->error;
  auto made = new_speaker();
  failure_.reset();
  if (made)
    speaker_ = *made;
  else
    failure_ = {made.error(), clock_.now() + kSpare};
  return made;
}

Result<JsonAnswer> KubernetesApi::ask(const KubernetesCall& call) {
  auto first = speaker(nullptr);
  if (!first) return std::move(first).error();
  auto answer = (*first)->ask(call);
  if (!answer || answer->status != 401) return answer;
  auto second = speaker(first->get());
  if (!second) return std::move(second).error();
  return (*second)->ask(call);
}

Error KubernetesApi::refused(const JsonAnswer& answer, const std::string& doing) const {
  return refusal_of(answer, "Kubernetes at \"" + origin_of(access_.server) + "\" ", doing);
}

}  // namespace pgberth
