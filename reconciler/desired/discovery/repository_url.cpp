#include "reconciler/desired/discovery/repository_url.h"

#include <algorithm>
#include <array>

namespace pgberth::discovery {
namespace {

constexpr std::array<std::string_view, 4> kUsualPorts{":22", ":80", ":443", ":9418"};

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lowered;
}

}  // namespace

std::string canonical_url(std::string_view url) {
  while (url.starts_with(' ')) url.remove_prefix(1);
  while (url.ends_with(' ') || url.ends_with('/')) url.remove_suffix(1);
  std::string text = lower(url);
  const std::size_t scheme = text.find("://");
  const bool scp_like = scheme == std::string::npos;
  if (!scp_like) text.erase(0, scheme + 3);
  const std::size_t end = std::min(text.find_first_of(scp_like ? ":/" : "/"), text.size());
  std::string host = text.substr(0, end);
  std::string path = text.substr(end);
  if (const std::size_t at = host.rfind('@'); at != std::string::npos) host.erase(0, at + 1);
  for (const std::string_view port : kUsualPorts)
    if (host.ends_with(port)) host.resize(host.size() - port.size());
  path.erase(0, path.find_first_not_of(":/"));
  if (path.ends_with(".git")) path.resize(path.size() - 4);
  while (path.ends_with('/')) path.pop_back();
  return host + "/" + path;
}

std::string host_of(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos)
    url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('/'));
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos)
    url.remove_prefix(at + 1);
  if (url.starts_with('[')) return std::string(url.substr(0, url.find(']') + 1));
  return std::string(url.substr(0, url.rfind(':')));
}

}  // namespace pgberth::discovery
