#pragma once

#include "reconciler/adapters/vault/vault_session.h"

#include <atomic>

namespace pgberth {

/// Vault's API, asked as whoever the address says. Thread-safe.
class VaultApi {
 public:
  VaultApi(const VaultAddress& address, Clock& clock, Entropy& entropy, Patience patience = {})
      : clock_(clock),
        line_(address, clock, entropy, patience),
        session_(address.login, line_, clock) {}
  VaultApi(const VaultApi&) = delete;
  VaultApi& operator=(const VaultApi&) = delete;

  /// The answer, whatever it is; all calls may be sent twice, so one that reads, or one that the
  /// second time has no effect. Once a token is refused, the call is made again with another one.
  /// Errors: StoreUnreachable, StoreCertificate, StoreAuth (no token can be had), StoreSealed,
  /// StoreFailed (the answer is too large).
  Result<JsonAnswer> ask(const VaultCall& call);

  /// How Vault is, as it tells anybody: sealed and standing by are answers too.
  Result<JsonAnswer> health() {
    return line_.ask({.path = "sys/health?standbyok=true&perfstandbyok=true&sealedcode=200"
                              "&uninitcode=200&drsecondarycode=200",
                      .of_namespace = false},
                     Secret{});
  }

  /// Our time, to compare it with what Vault tells.
  std::chrono::system_clock::time_point wall() { return clock_.wall(); }
  bool by_tls() const { return line_.by_tls(); }
  bool logs_in() const { return session_.logs_in(); }  ///< Or the token is given.

  /// What an answer that is no success means.
  Error refused(const JsonAnswer& answer, const VaultAct& act) const {
    return line_.refused(answer, act);
  }

  /// For who comes back later: where a right was missing, another log-in may bring it.
  void begin_again() {
    if (lacked_a_right_.exchange(false)) session_.forget();
  }

 private:
  Clock& clock_;
  VaultLine line_;
  VaultSession session_;
  std::atomic<bool> lacked_a_right_ = false;
};

}  // namespace pgberth
