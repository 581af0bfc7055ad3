#pragma once

#include <chrono>
#include <functional>
#include <httplib.h>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace pgberth {

/// A server on a free port of 127.0.0.1 that hands each request to one function, one at a time.
class StubServer {
 public:
  using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

  explicit StubServer(Handler handler) : handler_(std::move(handler)) {
    const auto handle = [this](const httplib::Request& request, httplib::Response& response) {
      const std::lock_guard lock(busy_);
      calls_.push_back(request.method + " " + request.target);
      handler_(request, response);
    };
    server_.Get(".*", handle);
    server_.Post(".*", handle);
    server_.Put(".*", handle);
    server_.Patch(".*", handle);
    server_.set_keep_alive_timeout(1);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  StubServer(const StubServer&) = delete;
  StubServer& operator=(const StubServer&) = delete;
  ~StubServer() {
    server_.stop();
    thread_.join();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  /// "PUT /latest/api/token", in their order.
  std::vector<std::string> calls() const {
    const std::lock_guard lock(busy_);
    return calls_;
  }

  /// Held while a request is answered; who changes what answers depend on holds it, too.
  std::mutex& busy() const { return busy_; }

 private:
  Handler handler_;
  httplib::Server server_{};
  mutable std::mutex busy_{};
  std::vector<std::string> calls_{};
  int port_ = 0;
  std::thread thread_{};
};

}  // namespace pgberth
