#pragma once

#include "reconciler/adapters/http/http_client.h"

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace pgberth {

/// What goes wrong with one call on its way.
enum class HttpFault {
  None,
  TooMany,       ///< 429; the server behind hears nothing.
  ServerError,   ///< 500; the same.
  ErrorAfter,    ///< 500 after the server did what was asked.
  Reset,         ///< The connection is reset; the server hears nothing.
  LostReply,     ///< The same after the server did what was asked.
  Truncated,     ///< The server's answer is cut off in its body.
  CutInHeaders,  ///< … and in its headers.
  Slow,          ///< The answer comes late.
  Stalled,       ///< It never comes, though the server did what was asked.
  Unauthorized,  ///< 401, as for a token that has ended.
};
inline constexpr std::array kHttpFaults{
    HttpFault::TooMany,   HttpFault::ServerError, HttpFault::ErrorAfter,   HttpFault::Reset,
    HttpFault::LostReply, HttpFault::Truncated,   HttpFault::CutInHeaders, HttpFault::Slow,
    HttpFault::Stalled,   HttpFault::Unauthorized};
std::string to_string(HttpFault fault);

/// A proxy in front of a real server: plain HTTP on 127.0.0.1 on this side. It notes each call and
/// does to it what a test wants.
class HttpProxy {
 public:
  /// Asked once for each call ("PATCH /api/v1/…", "POST / secretsmanager.CreateSecret"), from
  /// several threads.
  using Hook = std::function<HttpFault(const std::string& call)>;

  /// `upstream` is the origin of the server behind, which `options` tell how to reach.
  HttpProxy(std::string upstream, HttpOptions options);
  HttpProxy(const HttpProxy&) = delete;
  HttpProxy& operator=(const HttpProxy&) = delete;
  ~HttpProxy();

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  void set_hook(Hook hook);
  /// How long each answer takes at least.
  void set_latency(std::chrono::milliseconds latency) { latency_ = latency.count(); }
  /// How late a Slow answer comes.
  void set_slowness(std::chrono::milliseconds late) { slowness_ = late.count(); }

  std::vector<std::string> calls() const;
  void forget_calls();

 private:
  struct Message {
    std::string method{};
    std::string path{};
    std::map<std::string, std::string> headers{};
    std::string body{};
  };

  void accept_all();
  void serve(int client);
  /// Whether the connection goes on.
  bool answer(int client, const Message& request);
  HttpFault fault_of(const std::string& call);
  Result<HttpResponse> forward(const Message& request);

  std::string upstream_;
  CurlHttpClient http_;
  int listener_ = -1;
  unsigned short port_ = 0;
  std::atomic<bool> ends_{false};
  std::atomic<long> latency_{0};
  std::atomic<long> slowness_{300};
  mutable std::mutex busy_{};
  Hook hook_{};
  std::vector<std::string> calls_{};
  std::list<int> clients_{};
  std::list<std::jthread> threads_{};
};

}  // namespace pgberth
