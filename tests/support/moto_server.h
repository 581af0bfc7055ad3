#pragma once

#include "reconciler/adapters/http/http_client.h"
#include "reconciler/adapters/http/json_api.h"

#include <nlohmann/json.hpp>

#include "tests/support/background_server.h"
#include "tests/support/temp_dir.h"
#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace pgberth {

/// A moto on 127.0.0.1: it keeps secrets as Secrets Manager does, in memory, and believes
/// everybody. AwsGate stands before it and is strict. Each test uses a region or names of its own.
class MotoServer {
 public:
  /// Whether its program is on this machine: scripts/test-servers sets it up.
  static bool can_run();

  MotoServer();

  std::string url() const { return url_; }

  /// What it answers to `action` ("CreateSecret") in `region`. Who asks holds `alone()`.
  JsonAnswer ask(const std::string& region, const std::string& action,
                 const nlohmann::json& request) const;

  /// Nobody else asks meanwhile: what AWS does at once it does in steps, and some of them break
  /// when they meet.
  std::unique_lock<std::mutex> alone() { return std::unique_lock(busy_); }

  /// A name that nobody else has.
  std::string new_name(const std::string& prefix);

 private:
  TempDir home_{};
  std::string url_;
  mutable CurlHttpClient http_;
  std::unique_ptr<BackgroundServer> server_{};
  std::mutex busy_{};
  std::atomic<int> names_ = 0;
};

/// The one that a test program shares, started when it is first asked for.
MotoServer& shared_moto();

}  // namespace pgberth
