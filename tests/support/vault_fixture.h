#pragma once

#include "reconciler/adapters/http/http_client.h"
#include "reconciler/adapters/http/json_api.h"
#include "reconciler/adapters/vault/vault_store.h"
#include "reconciler/model/store_address.h"

#include "tests/support/background_server.h"
#include "tests/support/postgres_fixture.h"
#include "tests/support/temp_dir.h"
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pgberth {

/// A real Vault on 127.0.0.1 that keeps all in memory and goes with the object. Each test uses
/// mounts, policies and roles of its own on it.
class VaultFixture {
 public:
  /// Whether its program is on this machine: scripts/go-servers builds it.
  static bool can_run();

  /// With `tls` it shows a certificate for 127.0.0.1 that `ca_file()` signed.
  explicit VaultFixture(bool tls = false);

  std::string url() const { return url_; }
  std::string ca_file() const { return home_ / "tls/vault-ca.pem"; }
  const std::string& root_token() const { return root_token_; }

  /// As root; the path is what stands behind "/v1/". Bodies are JSON text.
  JsonAnswer ask(const std::string& method, const std::string& path,
                 const std::string& body = "") const;
  /// The same as the owner of `token`.
  JsonAnswer ask_as(const std::string& token, const std::string& method, const std::string& path,
                    const std::string& body = "",
                    const std::string& content_type = "application/json") const;
  /// As root; an exception where it does not work.
  nlohmann::json must(const std::string& method, const std::string& path,
                      const std::string& body = "") const;

  /// A new mount of the key-value engine, ready for use: "kv3/".
  std::string new_mount(int version = 2);
  /// A name that nobody else has.
  std::string new_name(const std::string& prefix);

  void policy(const std::string& name, const std::string& rules) const;
  /// A token under `policies` and the default one; `more` is JSON such as {"ttl": "2s"}.
  std::string token(const std::vector<std::string>& policies,
                    const nlohmann::json& more = nlohmann::json::object()) const;

  struct AppRole {
    std::string path;
    std::string role_id;
    std::string secret_id;
  };
  /// A role under `policies`; `more` is JSON such as {"token_ttl": "2s"}.
  AppRole app_role(const std::vector<std::string>& policies,
                   const nlohmann::json& more = nlohmann::json::object());

  void seal() const;
  void unseal() const;

  /// The newest version of the entry at "mount/name"; 0 when there is none.
  std::int64_t version(const std::string& path) const;

  /// What others than root asked for below `mount` so far, in order: "create kv3/data/entry", with
  /// " refused" behind it where Vault did not do it.
  std::vector<std::string> calls_below(const std::string& mount) const;

 private:
  TempDir home_{};
  std::string url_;
  std::string root_token_;
  mutable CurlHttpClient http_;
  std::unique_ptr<BackgroundServer> server_{};
  std::atomic<int> names_ = 0;
};

/// The one that a test program shares, started when it is first asked for.
VaultFixture& shared_vault();

/// Somebody with a store in a Vault, in time and chance of its own.
class VaultClient {
 public:
  explicit VaultClient(const VaultAddress& address, Patience patience = {})
      : store_(std::make_unique<VaultApi>(address, clock_, entropy_, patience)) {}

  VaultStore& store() { return store_; }

 private:
  RealClock clock_{};
  TestEntropy entropy_{};
  VaultStore store_;
};

/// The way to `vault` with a log-in; with a token.
VaultAddress address_of(const VaultFixture& vault, VaultLogin login);
VaultAddress address_of(const VaultFixture& vault, const std::string& token);

/// The path as the API has it: "kv3/data/entry" for "kv3/entry".
std::string data_path_of(const std::string& path);

}  // namespace pgberth
