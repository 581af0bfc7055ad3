#pragma once

#include "tests/support/manual_clock.h"
#include "tests/support/vault_fixture.h"
#include <chrono>
#include <functional>
#include <httplib.h>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace pgberth {

/// Something on 127.0.0.1 that answers as a test says: what a real Vault does not, or not at will.
class CannedVault {
 public:
  struct Answer {
    int status = 200;
    std::string body = "{}";
  };
  /// Called with "GET secret/data/a" for each call but those for mounts.
  using Script = std::function<Answer(const std::string& call, const httplib::Request& request)>;

  explicit CannedVault(Script script) : script_(std::move(script)) {
    const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
      const std::string path = request.path.substr(4);
      const bool mount = path.starts_with("sys/internal/ui/mounts");
      const Answer answer =
          mount ? Answer{200, kMount} : scripted(request.method + " " + path, request);
      response.status = answer.status;
      response.set_content(answer.body, "application/json");
    };
    server_.Get(".*", handler);
    server_.Post(".*", handler);
    server_.Patch(".*", handler);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  CannedVault(const CannedVault&) = delete;
  CannedVault& operator=(const CannedVault&) = delete;
  ~CannedVault() {
    server_.stop();
    thread_.join();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::vector<std::string> calls() const {
    const std::lock_guard lock(busy_);
    return calls_;
  }

 private:
  static constexpr const char* kMount =
      R"({"data":{"path":"secret/","type":"kv","options":{"version":"2"},)"
      R"("secret":{"secret/":{"type":"kv","options":{"version":"2"}}}}})";

  Answer scripted(const std::string& call, const httplib::Request& request) {
    const std::lock_guard lock(busy_);
    calls_.push_back(call);
    return script_(call, request);
  }

  Script script_;
  httplib::Server server_{};
  int port_ = 0;
  std::thread thread_{};
  mutable std::mutex busy_{};
  std::vector<std::string> calls_{};
};

/// A store before a server, with a clock that only counts.
struct Asking {
  ManualClock clock{};
  TestEntropy entropy{};
  VaultStore store;

  explicit Asking(const VaultAddress& address)
      : store(std::make_unique<VaultApi>(address, clock, entropy)) {}
  Asking(const std::string& url, VaultLogin login)
      : Asking(VaultAddress{.url = url, .login = std::move(login)}) {}
};

}  // namespace pgberth
