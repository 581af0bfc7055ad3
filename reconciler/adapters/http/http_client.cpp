#include "reconciler/adapters/http/http_client.h"

#include "reconciler/adapters/http/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

/// An answer while it comes in.
struct Incoming {
  HttpResponse response{};
  std::size_t limit;
  bool too_large = false;
};

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0)
    text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0)
    text.remove_suffix(1);
  return text;
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* to) {
  Incoming& incoming = *static_cast<Incoming*>(to);
  if (incoming.response.body.size() + size > incoming.limit) {
    incoming.too_large = true;
    return 0;
  }
  incoming.response.body.append(data, size);
  return size;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* to) {
  constexpr std::size_t most = 200;
  Incoming& incoming = *static_cast<Incoming*>(to);
  const std::string_view line(data, size);
  const std::size_t colon = line.find(':');
  if (line.starts_with("HTTP/")) incoming.response.headers.clear();  // Of an interim answer.
  if (colon != std::string_view::npos && incoming.response.headers.size() < most)
    incoming.response.headers[lower(line.substr(0, colon))] = trimmed(line.substr(colon + 1));
  return size;
}

bool one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool names_a_user(std::string_view url) {
  const std::size_t begin = url.find("://");
  const std::string_view rest = begin == std::string_view::npos ? url : url.substr(begin + 3);
  return rest.substr(0, rest.find_first_of("/?#")).find('@') != std::string_view::npos;
}

bool is_loopback(const std::string& url) {
  constexpr std::array<std::string_view, 3> hosts{"http://127.0.0.1", "http://localhost",
                                                  "http://[::1]"};
  const std::string origin = origin_of(url);
  return std::ranges::any_of(hosts, [&](std::string_view host) {
    return origin == host || origin.starts_with(std::string(host) + ":");
  });
}

/// libcurl is made ready once, before the first of its objects.
void make_ready() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(ready);
}

void append(HeaderList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return;
  if (!list) list.reset(longer);  // Later ones hang behind the first, which stays the same.
}

/// nullptr where a header would break out of its line.
HeaderList headers_of(const HttpRequest& request) {
  HeaderList list;
  append(list, "Expect:");
  bool sound = true;
  for (const auto& [name, value] : request.headers) {
    sound = sound && one_line(name) && one_line(value);
    std::string line = name;
    append(list, line.append(": ").append(value));
  }
  for (const auto& [name, value] : request.secret_headers) {
    sound = sound && one_line(name) && one_line(value.reveal());
    std::string line = name;
    append(list, line.append(": ").append(value.reveal()));
  }
  return sound ? std::move(list) : HeaderList{};
}

void put_signature(CURL* curl, const AwsSignature& signature) {
  const std::string scope = "aws:amz:" + signature.region + ":" + signature.service;
  curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, scope.c_str());
  curl_easy_setopt(curl, CURLOPT_USERNAME, signature.key_id.c_str());
  curl_easy_setopt(curl, CURLOPT_PASSWORD, std::string(signature.key.reveal()).c_str());
}

/// libcurl looks at the bytes while the call is under way.
void put_blob(CURL* curl, CURLoption option, std::string_view bytes) {
  curl_blob blob{.data = const_cast<char*>(bytes.data()), .len = bytes.size(), .flags = 0};
  curl_easy_setopt(curl, option, &blob);
}

void put_options(CURL* curl, const HttpOptions& options) {
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(curl, CURLOPT_PROXY, options.proxy.c_str());  // "" also means: no variable.
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "");
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty())
    curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
  else if (!options.ca.empty())
    put_blob(curl, CURLOPT_CAINFO_BLOB, options.ca);
  if (!options.client_certificate.empty()) {
    put_blob(curl, CURLOPT_SSLCERT_BLOB, options.client_certificate);
    put_blob(curl, CURLOPT_SSLKEY_BLOB, options.client_key.reveal());
    curl_easy_setopt(curl, CURLOPT_KEYPASSWD, "");  // Unset, an encrypted key ends the process.
  }
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connecting.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.whole.count()));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "pgberth");
}

/// Whether the other side, or what we show it, is not what TLS wants; asking again is in vain.
bool is_about_trust(CURLcode code) {
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
         code == CURLE_SSL_ISSUER_ERROR;
}

void put_request(CURL* curl, const HttpRequest& request, curl_slist* headers, Incoming& incoming) {
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  if (!request.body.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  if (request.signature) put_signature(curl, *request.signature);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &incoming);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &incoming);
}

}  // namespace

std::string HttpResponse::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

CurlHttpClient::CurlHttpClient(HttpOptions options) : options_(std::move(options)) {
  make_ready();
}

CurlHttpClient::~CurlHttpClient() {
  for (void* curl : idle_) curl_easy_cleanup(curl);
}

/// One of the client's connections for the length of a call.
class CurlHttpClient::Line {
 public:
  explicit Line(CurlHttpClient& client) : client_(client) {
    {
      const std::lock_guard lock(client.busy_);
      if (!client.idle_.empty()) {
        curl_ = client.idle_.back();
        client.idle_.pop_back();
      }
    }
    if (curl_ == nullptr) curl_ = curl_easy_init();
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line() {
    if (curl_ == nullptr) return;
    curl_easy_reset(curl_);  // Nothing of the call stays behind, such as its secrets.
    const std::lock_guard lock(client_.busy_);
    client_.idle_.push_back(curl_);
  }

  CURL* get() const { return curl_; }

 private:
  CurlHttpClient& client_;
  CURL* curl_ = nullptr;
};

Error CurlHttpClient::failed(const HttpRequest& request, Code code, const std::string& why,
                             std::string hint) const {
  const std::string whom = options_.service.empty() ? "" : options_.service + " at ";
  return {.code = code,
          .what = whom + "\"" + origin_of(request.url) + "\" " + why,
          .hint = std::move(hint)};
}

std::optional<Error> CurlHttpClient::unsafe(const HttpRequest& request) const {
  const Code untrusted = options_.untrusted.value_or(options_.unreachable);
  const bool clear = !lower(request.url).starts_with("https://");
  // A proxy sees all of it, whoever it leads to.
  const bool stays_here = is_loopback(request.url) && options_.proxy.empty();
  const bool secret =
      options_.all_is_secret || !request.secret_headers.empty() || request.signature.has_value();
  if (clear && secret && !options_.secrets_in_clear && !stays_here)
    return failed(request, untrusted, "is no https: address, and a secret would go there in clear",
                  "Name an https: address.");
  if (names_a_user(request.url))
    return failed(request, untrusted, "is to be asked with a user in its address",
                  "Take the user out of it; a credential has a place of its own.");
  std::error_code none;
  if (!options_.ca_file.empty() && !std::filesystem::is_regular_file(options_.ca_file, none))
    return failed(request, untrusted,
                  "cannot be trusted: its CA file \"" + options_.ca_file + "\" is no file",
                  "Name the file with the authority that signed its certificate.");
  return std::nullopt;
}

Result<HttpResponse> CurlHttpClient::send(const HttpRequest& request) {
  if (auto refused = unsafe(request)) return *std::move(refused);
  const HeaderList headers = headers_of(request);
  const Line line(*this);
  if (line.get() == nullptr || !headers)
    return failed(request, options_.unreachable, "cannot be asked like this", "");
  Incoming incoming{.limit = options_.largest_response};
  put_options(line.get(), options_);
  put_request(line.get(), request, headers.get(), incoming);
  HeaderList connect_to;
  if (!options_.server_name.empty()) {
    const RenamedUrl other = renamed(request.url, options_.server_name);
    append(connect_to, other.connect_to);
    curl_easy_setopt(line.get(), CURLOPT_URL, other.url.c_str());
    curl_easy_setopt(line.get(), CURLOPT_CONNECT_TO, connect_to.get());
  }
  const CURLcode code = curl_easy_perform(line.get());
  if (incoming.too_large)
    return failed(request, options_.too_large.value_or(options_.unreachable),
                  "answers more than " + std::to_string(options_.largest_response) + " bytes", "");
  if (code == CURLE_SSL_CERTPROBLEM)
    return failed(request, options_.untrusted.value_or(options_.unreachable),
                  "is to be shown a client certificate that cannot be used",
                  "Its key must fit it, and must not be encrypted.");
  if (is_about_trust(code))
    return failed(request, options_.untrusted.value_or(options_.unreachable),
                  std::string("cannot be trusted: ") + curl_easy_strerror(code),
                  "Name the file with the authority that signed its certificate.");
  if (code != CURLE_OK)
    return failed(request, options_.unreachable,
                  std::string("cannot be reached: ") + curl_easy_strerror(code),
                  "Check the address, the proxy and the CA file.");
  long status = 0;
  curl_easy_getinfo(line.get(), CURLINFO_RESPONSE_CODE, &status);
  incoming.response.status = static_cast<int>(status);
  return std::move(incoming.response);
}

}  // namespace pgberth
