#pragma once

#include <string>
#include <string_view>

namespace pgberth {

/// "https://host.example:8443" of a URL: what may be shown of it.
std::string origin_of(const std::string& url);

/// `text` as one segment of a URL's path, or as a value of its query.
std::string url_segment(std::string_view text);

/// A URL in which the host has another name, and where to connect all the same, as libcurl's
/// CONNECT_TO takes it ("name:443:host:443").
struct RenamedUrl {
  std::string url;
  std::string connect_to;
};
RenamedUrl renamed(const std::string& url, const std::string& name);

}  // namespace pgberth
