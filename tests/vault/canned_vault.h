#pragma once

#include "tests/support/manual_clock.h"
#include "tests/support/stub_server.h"
#include "tests/support/vault_fixture.h"
#include <functional>
#include <httplib.h>
#include <memory>
#include <mutex>
#include <string>
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

  explicit CannedVault(Script script) : script_(std::move(script)) {}

  std::string url() const { return server_.url(); }
  std::vector<std::string> calls() const {
    const std::lock_guard lock(server_.busy());
    return calls_;
  }

 private:
  static constexpr const char* kMount =
      R"({"data":{"path":"secret/","type":"kv","options":{"version":"2"},)"
      R"("secret":{"secret/":{"type":"kv","options":{"version":"2"}}}}})";

  Answer answer(const httplib::Request& request) {
    const std::string path = request.path.substr(4);
    if (path.starts_with("sys/internal/ui/mounts")) return {200, kMount};
    calls_.push_back(request.method + " " + path);
    return script_(calls_.back(), request);
  }

  Script script_;
  std::vector<std::string> calls_{};
  StubServer server_{[this](const httplib::Request& request, httplib::Response& response) {
    const Answer given = answer(request);
    response.status = given.status;
    response.set_content(given.body, "application/json");
  }};
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
