#include "reconciler/service/web.h"

#include <charconv>
#include <httplib.h>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

namespace pgberth {
namespace {

constexpr std::size_t kThreads = 2;
constexpr time_t kSecondsToSay = 5;  ///< A client that takes longer is cut off.
constexpr std::size_t kMostBytes = 4096;

struct Address {
  std::string host;
  int port = 0;
};

std::optional<Address> address_of(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string_view port = text.substr(colon + 1);
  Address address{.host = std::string(host)};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  const bool whole = error == std::errc{} && end == port.data() + port.size() && !port.empty();
  if (!whole || host.empty() || address.port < 0 || address.port > 65535) return std::nullopt;
  return address;
}

void answer(httplib::Response& response, bool good) {
  response.status = good ? 200 : 503;
  response.set_content(good ? "ok\n" : "not yet\n", "text/plain");
}

}  // namespace

struct Web::Server {
  httplib::Server http{};
  int port = 0;
  std::thread thread{};
};

Result<std::unique_ptr<Web>> Web::listen(const std::string& address, const Health& health,
                                         const Metrics& metrics, Clock& clock) {
  const Error refused{.code = Code::ServiceAddress,
                      .what = "cannot listen on \"" + address + "\"",
                      .hint = "Name a free address as host:port under run.listen."};
  const auto parsed = address_of(address);
  if (!parsed) return refused;
  auto server = std::make_unique<Server>();
  httplib::Server& http = server->http;
  http.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };  // httplib deletes it
  http.set_read_timeout(kSecondsToSay);
  http.set_write_timeout(kSecondsToSay);
  http.set_keep_alive_max_count(1);
  http.set_payload_max_length(kMostBytes);
  http.set_socket_options([](socket_t socket) {  // Its default lets two services share a port.
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  http.Get("/livez", [&](const httplib::Request&, httplib::Response& response) {
    answer(response, health.live());
  });
  http.Get("/readyz", [&](const httplib::Request&, httplib::Response& response) {
    answer(response, health.ready());
  });
  http.Get("/metrics", [&](const httplib::Request&, httplib::Response& response) {
    response.set_content(metrics.exposition(clock.wall()),
                         "text/plain; version=0.0.4; charset=utf-8");
  });
  if (parsed->port == 0) {
    server->port = http.bind_to_any_port(parsed->host);
    if (server->port < 0) return refused;
  } else {
    if (!http.bind_to_port(parsed->host, parsed->port)) return refused;
    server->port = parsed->port;
  }
  server->thread = std::thread([&http] { http.listen_after_bind(); });
  while (!http.is_running()) std::this_thread::yield();  // Else a stop would go unheard.
  return std::unique_ptr<Web>(new Web(std::move(server)));
}

Web::Web(std::unique_ptr<Server> server) : server_(std::move(server)) {}

Web::~Web() {
  server_->http.stop();
  server_->thread.join();
}

int Web::port() const {
  return server_->port;
}

}  // namespace pgberth
