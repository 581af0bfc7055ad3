#pragma once

#include "reconciler/base/result.h"
#include "reconciler/base/secret.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {

/// Signature Version 4 of AWS: over the method, the path, all headers and the body of a request.
struct AwsSignature {
  std::string region;
  std::string service;  ///< "secretsmanager".
  std::string key_id;
  Secret key;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::map<std::string, std::string> headers{};
  std::map<std::string, Secret> secret_headers{};  ///< Such as Authorization.
  std::string body{};
  /// What it is signed with, as of now.
  std::optional<AwsSignature> signature{};
};

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string> headers{};  ///< By their names in lower case.
  std::string body{};

  bool ok() const { return status >= 200 && status < 300; }
  /// The header called `name`, or "".
  std::string header(const std::string& name) const;
};

/// What an operator decides about requests to one service. Nothing of it comes from the process'
/// environment: neither a proxy nor a file of passwords.
struct HttpOptions {
  std::string service{};            ///< What is spoken to, in errors: "Vault"; "": only where.
  Code unreachable;                 ///< The code of errors.
  std::optional<Code> untrusted{};  ///< Of those about certificates; absent: the same.
  std::optional<Code> too_large{};  ///< Of answers beyond `largest_response`; absent: the same.
  std::chrono::milliseconds connecting{10'000};
  std::chrono::milliseconds whole{60'000};
  std::size_t largest_response = std::size_t{8} * 1024 * 1024;
  std::string ca_file{};             ///< Authorities in PEM; "": `ca`.
  std::string ca{};                  ///< The same as text; "": the system's.
  std::string client_certificate{};  ///< Chain in PEM, to be shown with `client_key`.
  Secret client_key{};
  std::string server_name{};      ///< Of the certificate, where it is not the URL's host.
  std::string proxy{};            ///< "": none.
  bool secrets_in_clear = false;  ///< Whether secrets may go over `http:` to other machines.
  bool all_is_secret = false;     ///< Bodies are secrets, not only the headers that are called so.
};

/// Sends requests and takes what is answered, whatever it is. Errors: nothing was answered, or more
/// than may be; no error shows a secret or what stands behind the host in a URL.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  virtual Result<HttpResponse> send(const HttpRequest& request) = 0;
};

/// HTTP by libcurl: HTTP and HTTPS only, TLS verified, redirects not followed (an answer of 3xx is
/// an answer). Calls may come from several threads; as many connections are kept as calls were
/// under way at once.
class CurlHttpClient final : public HttpClient {
 public:
  explicit CurlHttpClient(HttpOptions options);
  CurlHttpClient(const CurlHttpClient&) = delete;
  CurlHttpClient& operator=(const CurlHttpClient&) = delete;
  ~CurlHttpClient() override;

  Result<HttpResponse> send(const HttpRequest& request) override;

 private:
  class Line;

  /// What speaks against sending the request at all.
  std::optional<Error> unsafe(const HttpRequest& request) const;
  Error failed(const HttpRequest& request, Code code, const std::string& why,
               std::string hint) const;

  HttpOptions options_;
  std::mutex busy_{};
  std::vector<void*> idle_{};  ///< Connections that nobody uses at the moment.
};

}  // namespace pgberth
