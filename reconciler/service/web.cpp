#include "reconciler/service/web.h"

#include "reconciler/service/connections.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <httplib.h>
#include <optional>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

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

/// A request that came in whole, and its answer.
class Exchange final : public httplib::Stream {
 public:
  explicit Exchange(const std::string& request) : request_(request) {}

  bool is_readable() const override { return said_ < request_.size(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* into, size_t size) override {
    const std::size_t count = std::min(size, request_.size() - said_);
    std::memcpy(into, request_.data() + said_, count);
    said_ += count;
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* from, size_t size) override {
    answer_.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }

  std::string answer() && { return std::move(answer_); }

 private:
  const std::string& request_;
  std::size_t said_ = 0;
  std::string answer_{};
};

/// Reads requests and writes answers as HTTP has it; connections are handled elsewhere.
class Http final : public httplib::Server {
 public:
  std::string answer(const std::string& request) {
    Exchange exchange(request);
    bool closed = true;
    process_request(exchange, true, closed, nullptr);
    return std::move(exchange).answer();
  }

  /// The socket that a bind has opened; whoever takes it closes it.
  socket_t take_socket() { return svr_sock_.exchange(INVALID_SOCKET); }
};

void answer(httplib::Response& response, bool good) {
  response.status = good ? 200 : 503;
  response.set_content(good ? "ok\n" : "not yet\n", "text/plain");
}

}  // namespace

struct Web::Server {
  Http http{};
  int port = 0;
  std::optional<Connections> connections{};
};

Result<std::unique_ptr<Web>> Web::listen(const std::string& address, const Health& health,
                                         const Metrics& metrics, Clock& clock) {
  const Error refused{.code = Code::ServiceAddress,
                      .what = "cannot listen on \"" + address + "\"",
                      .hint = "Name a free address as host:port under run.listen."};
  const auto parsed = address_of(address);
  if (!parsed) return refused;
  auto server = std::make_unique<Server>();
  Http& http = server->http;
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
    response.set_content(metrics.exposition(clock.now()),
                         "text/plain; version=0.0.4; charset=utf-8");
  });
  if (parsed->port == 0) {
    server->port = http.bind_to_any_port(parsed->host);
    if (server->port < 0) return refused;
  } else {
    if (!http.bind_to_port(parsed->host, parsed->port)) return refused;
    server->port = parsed->port;
  }
  server->connections.emplace(http.take_socket(), [&http](const std::string& head) {
    // What a client wishes beside the path does not matter here, and can cost much.
    return http.answer(head.substr(0, head.find("\r\n")) + "\r\n\r\n");
  });
  return std::unique_ptr<Web>(new Web(std::move(server)));
}

Web::Web(std::unique_ptr<Server> server) : server_(std::move(server)) {}

Web::~Web() = default;

int Web::port() const {
  return server_->port;
}

}  // namespace pgberth
