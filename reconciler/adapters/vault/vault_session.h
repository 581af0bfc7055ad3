#pragma once

#include "reconciler/adapters/shared_failure.h"
#include "reconciler/adapters/vault/vault_line.h"
#include "reconciler/base/ports.h"
#include "reconciler/model/store_address.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>

namespace pgberth {

/// A token that Vault gave or was given for, and for how long it is good.
struct VaultGrant {
  Secret token;
  std::chrono::seconds lease{0};  ///< 0: it does not end.
  bool renewable = false;
  bool looks_itself_up = false;  ///< Whether its policies let it ask about itself.
  std::chrono::steady_clock::time_point since{};

  bool ends() const { return lease.count() > 0; }
};

/// Who we are to Vault. A token that ends is renewed when two thirds of its time are over, and
/// where that gives no more time, drawn anew: by logging in, or by reading it again where the
/// settings say. A log-in that was refused is tried again after a while, longer each time, or at
/// once with another secret. Thread-safe.
class VaultSession {
 public:
  using Held = std::shared_ptr<const VaultGrant>;

  VaultSession(VaultLogin login, VaultLine& line, Clock& clock)
      : login_(std::move(login)), line_(line), clock_(clock) {}

  /// Whether a log-in draws the token, and another one when it ends. Or it is given.
  bool logs_in() const { return !std::holds_alternative<VaultToken>(login_); }

  /// The token to show now.
  /// Errors: StoreAuth (no token can be had), StoreSealed, those of VaultLine.
  Result<Held> current();

  /// Whether `answer` refuses the token itself and not what was asked with it.
  bool refuses(const JsonAnswer& answer, const VaultGrant& grant);

  /// Draws another one the next time: rights may have been granted since.
  void forget();

  /// Another one than `refused`, drawn anew unless somebody did so meanwhile.
  Result<Held> instead_of(const Held& refused);

 private:
  Result<VaultGrant> drawn();
  Result<VaultGrant> drawn_with(const Secret& proof);
  Result<VaultGrant> logged_in(const std::string& mount, const std::string& body);
  Result<VaultGrant> looked_up(Secret token);
  bool renew();
  Result<Held> hold(Result<VaultGrant> grant);
  void look_again_after(std::chrono::milliseconds wait);

  VaultLogin login_;
  VaultLine& line_;
  Clock& clock_;
  std::mutex busy_{};
  SharedFailure failure_{};
  /// A log-in that Vault refused. It locks out who tries that over and over.
  struct Refusal {
    Secret proof;
    Error error;
    std::chrono::milliseconds wait;
    std::chrono::steady_clock::time_point until;
  };
  std::optional<Refusal> refusal_{};
  Held held_{};
  std::chrono::steady_clock::time_point look_again_{};
};

}  // namespace pgberth
