#include "reconciler/adapters/secrets_manager/secrets_manager_api.h"

#include "reconciler/adapters/aws/credential_chain.h"
#include "reconciler/adapters/aws/metadata_line.h"
#include "reconciler/adapters/aws/refusal_word.h"
#include "reconciler/adapters/secrets_manager/refusal.h"

#include <string_view>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr int kUnauthorized = 401;
constexpr std::chrono::seconds kAskedLately{60};
constexpr std::size_t kLargestAnswer = std::size_t{32} << 20u;

HttpOptions options_of(const AwsAddress& address, const Patience& patience) {
  return {.service = "AWS",
          .unreachable = Code::StoreUnreachable,
          .untrusted = Code::StoreCertificate,
          .too_large = Code::StoreFailed,
          .whole = patience.each,
          .largest_response = kLargestAnswer,
          .ca_file = address.ca_file,
          .proxy = address.proxy,
          .all_is_secret = true};
}

/// Refusals come as JSON, as XML or as words of a proxy. Here they are all the same.
HttpResponse in_one_form(HttpResponse response) {
  if (response.ok()) return response;
  const std::string word = error_word(response);
  // An answer that was cut off is none, and asked for again.
  const bool cut = response.body.starts_with('{') && word.empty();
  const bool words = !response.body.empty();
  if (words && !cut) response.body = in_short(word, response.body).dump();
  return response;
}

std::optional<bool> passes(const JsonAnswer& answer) {
  if (asks_for_fewer_calls(text_at(answer.body, "/__type"))) return true;
  return std::nullopt;
}

}  // namespace

SecretsManagerApi::SecretsManagerApi(const AwsAddress& address, AwsSetup setup,
                                     SecretsManagerParts parts)
    : address_(address),
      setup_(std::move(setup)),
      variable_(std::move(parts.variable)),
      clock_(parts.clock),
      http_(options_of(address, parts.patience)),
      metadata_(metadata_options()),
      time_(clock_),
      secrets_(http_, setup_.secrets, time_),
      sts_line_(http_, setup_.sts, time_),
      sts_(sts_line_, clock_, parts.entropy, parts.patience),
      session_(
          [this] {
            return draw_credentials({.address = address_,
                                     .variable = variable_,
                                     .sts = sts_,
                                     .metadata = metadata_,
                                     .clock = clock_});
          },
          time_, clock_),
      budget_(address.calls_per_second, clock_),
      json_(http_, clock_, parts.entropy, parts.patience) {}

std::string SecretsManagerApi::whom() const {
  return "Secrets Manager in " + region() + " ";
}

Result<HttpResponse> SecretsManagerApi::send(const AwsRequest& request) {
  auto credentials = session_.current();
  if (!credentials) return std::move(credentials).error();
  budget_.take();
  auto response = secrets_.send(request, credentials->get());
  const std::string word = response && !response->ok() ? error_word(*response) : "";
  const bool unknown = response && response->status == kUnauthorized;  // AWS itself has words.
  if (unknown || refuses_credentials(word)) {
    const auto others = session_.instead_of(*credentials);
    if (others && (unknown || !same_bytes((*others)->secret, (*credentials)->secret)))
      response = secrets_.send(request, others->get());
  }
  if (!response) return response;
  if (response->status == 429 || asks_for_fewer_calls(word))
    budget_.refused();
  else if (response->ok())
    budget_.answered();
  return in_one_form(*std::move(response));
}

Result<JsonAnswer> SecretsManagerApi::ask(const std::string& operation, const Json& request) {
  const AwsRequest call{.content_type = "application/x-amz-json-1.1",
                        .target = "secretsmanager." + operation,
                        .body = request.dump(-1, ' ', false, Json::error_handler_t::replace)};
  // Where credentials come from has a patience of its own.
  if (auto credentials = session_.current(); !credentials) return std::move(credentials).error();
  return json_.ask(setup_.secrets.url, [&] { return send(call); }, passes);
}

Result<AwsCaller> SecretsManagerApi::caller() {
  auto credentials = session_.current();
  if (!credentials) return std::move(credentials).error();
  const std::lock_guard lock(busy_);
  // Other credentials may be those of another account.
  if (caller_of_ != *credentials) caller_.reset();
  const bool lately = caller_ && clock_.now() - asked_ < kAskedLately;
  if (caller_ && (*caller_ || lately)) return *caller_;
  caller_ = sts_.caller(**credentials);
  if (!*caller_ && caller_->error().code == Code::StoreAuth)
    if (auto others = session_.instead_of(*credentials)) {
      const bool same = same_bytes((*others)->secret, (*credentials)->secret);
      credentials = *std::move(others);
      if (!same) caller_ = sts_.caller(**credentials);
    }
  caller_of_ = *credentials;
  asked_ = clock_.now();
  return *caller_;
}

}  // namespace pgberth
