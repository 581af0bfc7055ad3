#include "tests/support/http_proxy.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace pgberth {
namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// Reads up to the end of the headers, and what came behind it.
std::optional<std::string> read_head(int client, std::string& rest) {
  std::array<char, 65'536> block{};
  while (true) {
    if (const std::size_t end = rest.find("\r\n\r\n"); end != std::string::npos) {
      std::string head = rest.substr(0, end + 2);
      rest.erase(0, end + 4);
      return head;
    }
    const ssize_t count = recv(client, block.data(), block.size(), 0);
    if (count <= 0) return std::nullopt;
    rest.append(block.data(), static_cast<std::size_t>(count));
  }
}

bool read_body(int client, std::size_t length, std::string& rest, std::string& body) {
  std::array<char, 65'536> block{};
  while (rest.size() < length) {
    const ssize_t count = recv(client, block.data(), block.size(), 0);
    if (count <= 0) return false;
    rest.append(block.data(), static_cast<std::size_t>(count));
  }
  body = rest.substr(0, length);
  rest.erase(0, length);
  return true;
}

void send_all(int client, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = send(client, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return;
    sent += static_cast<std::size_t>(count);
  }
}

void reset(int client) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

std::string written(const HttpResponse& response) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " X\r\n";
  for (const char* name : {"content-type", "retry-after", "date", "x-amzn-requestid"})
    if (const std::string value = response.header(name); !value.empty())
      head += std::string(name) + ": " + value + "\r\n";
  return head + "Content-Length: " + std::to_string(response.body.size()) + "\r\n\r\n" +
         response.body;
}

HttpResponse plain(int status) {
  return {.status = status,
          .headers = {{"content-type", "application/json"}},
          .body = R"({"kind":"Status","reason":"Injected","errors":["injected"]})"};
}

}  // namespace

std::string to_string(HttpFault fault) {
  constexpr std::array<const char*, 11> names{"none",  "429",        "500",         "500 after",
                                              "reset", "reply lost", "cut in body", "cut in head",
                                              "slow",  "stalled",    "401"};
  return names.at(static_cast<std::size_t>(fault));
}

HttpProxy::HttpProxy(std::string upstream, HttpOptions options)
    : upstream_(std::move(upstream)), http_(std::move(options)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("the proxy cannot listen");
  port_ = ntohs(address.sin_port);
  threads_.emplace_back([this] { accept_all(); });
}

HttpProxy::~HttpProxy() {
  ends_ = true;
  shutdown(listener_, SHUT_RDWR);
  {
    const std::lock_guard lock(busy_);
    for (const int client : clients_) shutdown(client, SHUT_RDWR);
  }
  threads_.front().join();
  threads_.clear();
  close(listener_);
}

void HttpProxy::set_hook(Hook hook) {
  const std::lock_guard lock(busy_);
  hook_ = std::move(hook);
}

std::vector<std::string> HttpProxy::calls() const {
  const std::lock_guard lock(busy_);
  return calls_;
}

void HttpProxy::forget_calls() {
  const std::lock_guard lock(busy_);
  calls_.clear();
}

void HttpProxy::accept_all() {
  while (!ends_) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const int now = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
    const std::lock_guard lock(busy_);
    if (ends_) {
      close(client);
      return;
    }
    clients_.push_back(client);
    threads_.emplace_back([this, client] { serve(client); });
  }
}

void HttpProxy::serve(int client) {
  std::string rest;
  while (const auto head = read_head(client, rest)) {
    Message message;
    std::size_t line = 0;
    while (line < head->size()) {
      const std::size_t end = head->find("\r\n", line);
      const std::string text = head->substr(line, end - line);
      if (line == 0) {
        message.method = text.substr(0, text.find(' '));
        const std::size_t path = message.method.size() + 1;
        message.path = text.substr(path, text.find(' ', path) - path);
      } else if (const std::size_t colon = text.find(':'); colon != std::string::npos) {
        message.headers[lower(text.substr(0, colon))] = text.substr(colon + 2);
      }
      line = end + 2;
    }
    const auto length = message.headers.find("content-length");
    const std::size_t size = length == message.headers.end() ? 0 : std::stoul(length->second);
    if (!read_body(client, size, rest, message.body) || !answer(client, message)) break;
  }
  const std::lock_guard lock(busy_);
  clients_.remove(client);
  close(client);
}

HttpFault HttpProxy::fault_of(const std::string& call) {
  Hook hook;
  {
    const std::lock_guard lock(busy_);
    calls_.push_back(call);
    hook = hook_;
  }
  return hook ? hook(call) : HttpFault::None;
}

Result<HttpResponse> HttpProxy::forward(const Message& request) {
  HttpRequest forwarded{
      .method = request.method, .url = upstream_ + request.path, .body = request.body};
  for (const auto& [name, value] : request.headers)
    // With the host that was asked for: signatures are made over it.
    if (name != "content-length" && name != "connection")
      forwarded.secret_headers.emplace(name, Secret{value});
  return http_.send(forwarded);
}

bool HttpProxy::answer(int client, const Message& request) {
  std::string call = request.method + " " + request.path;
  // The path tells nothing where the action has a header of its own.
  const auto action = request.headers.find("x-amz-target");
  if (action != request.headers.end()) call += " " + action->second;
  const HttpFault fault = fault_of(call);
  std::this_thread::sleep_for(std::chrono::milliseconds{latency_});
  const bool unheard = fault == HttpFault::TooMany || fault == HttpFault::ServerError ||
                       fault == HttpFault::Unauthorized || fault == HttpFault::Reset;
  if (fault == HttpFault::Reset) {
    reset(client);
    return false;
  }
  if (unheard) {
    const int status = fault == HttpFault::TooMany       ? 429
                       : fault == HttpFault::ServerError ? 500
                                                         : 401;
    send_all(client, written(plain(status)));
    return true;
  }
  const auto response = forward(request);
  if (!response || fault == HttpFault::LostReply) {
    reset(client);
    return false;
  }
  std::string text = written(fault == HttpFault::ErrorAfter ? plain(500) : *response);
  if (fault == HttpFault::Truncated) text.resize(text.size() - response->body.size() / 2 - 1);
  if (fault == HttpFault::CutInHeaders) text.resize(std::min<std::size_t>(text.size(), 30));
  if (fault == HttpFault::Slow) std::this_thread::sleep_for(std::chrono::milliseconds{slowness_});
  if (fault == HttpFault::Stalled) {
    std::array<char, 1> nothing{};
    recv(client, nothing.data(), nothing.size(), 0);  // Until the other side gives up.
    return false;
  }
  send_all(client, text);
  return fault != HttpFault::Truncated && fault != HttpFault::CutInHeaders;
}

}  // namespace pgberth
