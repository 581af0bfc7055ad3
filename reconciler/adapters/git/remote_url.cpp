#include "reconciler/adapters/git/remote_url.h"

#include <algorithm>
#include <string_view>

namespace pgberth {
namespace {

Error bad(const std::string& what, const std::string& hint) {
  return {.code = Code::BadSource, .what = what, .hint = hint};
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

/// "host", "host:port" or "[v6]:port" into its halves.
void split_host(std::string_view text, RemoteUrl& url) {
  std::size_t end = text.find(':');
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    url.host = text.substr(1, close == std::string_view::npos ? close : close - 1);
    end = text.find(':', close);
  } else {
    url.host = text.substr(0, end);
  }
  if (end != std::string_view::npos) url.port = text.substr(end + 1);
}

Result<RemoteUrl> of_authority(RemoteUrl::Kind kind, std::string_view authority) {
  RemoteUrl url{.kind = kind};
  const std::size_t at = authority.rfind('@');
  const std::string_view user = at == std::string_view::npos ? "" : authority.substr(0, at);
  split_host(at == std::string_view::npos ? authority : authority.substr(at + 1), url);
  if (url.host.empty()) return bad("the URL names no host", "Write it as https://host/path.");
  if (url.port.find_first_not_of("0123456789") != std::string::npos || url.port.size() > 5)
    return bad("the URL of \"" + url.host + "\" has a port that is no number",
               "Write it as https://host:443/path.");
  if (user.find(':') != std::string_view::npos ||
      (kind != RemoteUrl::Kind::Ssh && at != std::string_view::npos))
    return bad("the URL of \"" + url.host + "\" holds credentials",
               "URLs are shown and logged: name a file that holds the password or token, and the "
               "user beside it.");
  url.user = user;
  return url;
}

bool has_control(const std::string& text) {
  return std::ranges::any_of(
      text, [](char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f; });
}

Result<Done> check_proxy(const std::string& proxy) {
  if (proxy.empty()) return Done{};
  const bool known = proxy.starts_with("http://") || proxy.starts_with("https://");
  if (!known || has_control(proxy))
    return bad("the proxy is no http:// or https:// URL", "Write it as http://host:port.");
  auto url = parsed_url(proxy);
  if (!url) return std::move(url).error().during("reading the proxy's URL");
  return Done{};
}

}  // namespace

Result<RemoteUrl> parsed_url(const std::string& url) {
  using enum RemoteUrl::Kind;
  if (url.empty()) return bad("there is no URL of a git repository", "Name one.");
  if (has_control(url))
    return bad("the URL has a control character in it", "Write it in one line.");
  const std::size_t colons = url.find("://");
  if (colons == std::string::npos) {
    const std::size_t colon = url.find(':');
    if (colon == std::string::npos || url.find('/') < colon) return RemoteUrl{.kind = Local};
    const std::size_t start = url.find('[') < colon ? url.find(']') : 0;
    const std::size_t end = url.find(':', start == std::string::npos ? 0 : start);
    const std::string_view path = std::string_view(url).substr(std::min(end, url.size()));
    if (path.substr(0, path.find('/')).find('@') != std::string_view::npos)
      return bad("the URL seems to hold credentials", "Write it as user@host:path.");
    return of_authority(Ssh, std::string_view(url).substr(0, end));
  }
  const std::string scheme = url.substr(0, colons);
  const std::string_view rest = std::string_view(url).substr(colons + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (scheme == "file") return RemoteUrl{.kind = Local};
  if (scheme == "https") return of_authority(Https, authority);
  if (scheme == "http") return of_authority(Http, authority);
  if (scheme == "ssh") return of_authority(Ssh, authority);
  return bad("a URL of this kind is not pulled",
             "Use https://, ssh://, user@host:path, file:// or a path.");
}

Result<RemoteUrl> checked_source(const MirrorSettings& settings) {
  auto url = parsed_url(settings.url);
  if (!url) return url;
  if (auto proxy = check_proxy(settings.proxy); !proxy) return std::move(proxy).error();
  if (settings.folder.empty())
    return bad("there is no folder for the clone", "Name a folder that pgberth may fill.");
  if (url->kind == RemoteUrl::Kind::Http && !settings.allow_insecure && !is_loopback(url->host))
    return bad("the URL of \"" + url->host + "\" is cleartext HTTP",
               "Use https://; whoever is on the way could write the values.");
  if (url->kind == RemoteUrl::Kind::Ssh && settings.credentials.known_hosts_file.empty())
    return bad("there is no known_hosts file for \"" + url->host + "\"",
               "Name a file with the server's host key; an unknown server is not talked to.");
  if (url->kind == RemoteUrl::Kind::Ssh && settings.credentials.key_file.empty())
    return bad("there is no key file for \"" + url->host + "\"",
               "Name the file of a private key that may read the repository.");
  return url;
}

}  // namespace pgberth
