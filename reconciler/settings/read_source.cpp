#include "reconciler/settings/read_source.h"

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kShortest{50};
constexpr milliseconds kLongest{std::chrono::hours{24} * 7};
constexpr std::size_t kMostAtOnce = 64;

std::optional<std::size_t> count_of(std::string_view text) {
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return count;
}

/// "90s" and the like; nothing when it is none, or longer than a week.
std::optional<milliseconds> duration_of(std::string_view text) {
  constexpr std::pair<std::string_view, std::size_t> units[] = {
      {"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}};
  for (const auto& [unit, factor] : units) {
    if (!text.ends_with(unit)) continue;
    const auto count = count_of(text.substr(0, text.size() - unit.size()));
    if (!count) continue;
    const auto most = static_cast<std::size_t>(kLongest.count());
    if (*count > most / factor) return std::nullopt;
    return milliseconds{static_cast<milliseconds::rep>(*count * factor)};
  }
  return std::nullopt;
}

milliseconds duration(Section& section, std::string_view key, milliseconds otherwise) {
  const std::string text = section.text(key);
  if (text.empty()) return otherwise;
  const auto found = duration_of(text);
  if (found && *found >= kShortest) return *found;
  section.refuse(key, "must be a time from 50ms to 168h, not \"" + text + "\"",
                 "Write it as 90s, 5m or 1h.");
  return otherwise;
}

using PathOf = std::function<std::string(const std::string&)>;

/// `{file: PATH}`.
std::string secret_file(Section section, const PathOf& path_of) {
  std::string file = path_of(section.text("file"));
  section.finish();
  return file;
}

/// A user and a password in a URL would be a secret in the settings.
bool holds_password(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return false;
  const std::size_t begin = scheme + 3;
  const std::string authority = url.substr(begin, url.find('/', begin) - begin);
  const std::size_t at = authority.rfind('@');
  return at != std::string::npos && authority.find(':') < at;
}

}  // namespace

SourceSettings read_source(Section section, const PathOf& path_of) {
  SourceSettings source{.url = section.needed("url")};
  if (holds_password(source.url))
    section.refuse("url", "holds a password",
                   "Take it out and name it under token: settings hold no secret.");
  const bool path = source.url.find(':') == std::string::npos;
  if (path) source.url = path_of(source.url);
  source.revision = section.text("revision");
  source.username = section.text("username");
  source.token_file = secret_file(section.section("token"), path_of);
  source.key_file = secret_file(section.section("key"), path_of);
  source.passphrase_file = secret_file(section.section("passphrase"), path_of);
  source.known_hosts = path_of(section.text("knownHosts"));
  source.certificates = path_of(section.text("certificates"));
  source.proxy = section.text("proxy");
  source.cache = path_of(section.text("cache"));
  section.finish();
  return source;
}

RunSettings read_run(Section section) {
  RunSettings run;
  run.interval = duration(section, "interval", run.interval);
  run.jitter = section.number("jitter", run.jitter, {0, 100});
  run.timeout = duration(section, "timeout", run.timeout);
  run.longest_backoff = duration(section, "longestBackoff", run.longest_backoff);
  run.deep_every = section.number("deepEvery", run.deep_every, {1, 10'000});
  run.verify_every = duration(section, "verifyEvery", run.verify_every);
  run.passes_at_once = section.number("passesAtOnce", run.passes_at_once, {1, kMostAtOnce});
  run.jobs_at_once = section.number("jobsAtOnce", run.jobs_at_once, {1, kMostAtOnce});
  run.store_calls_at_once =
      section.number("storeCallsAtOnce", run.store_calls_at_once, {1, kMostAtOnce});
  if (section.has("listen")) run.listen = section.text("listen");
  section.finish();
  return run;
}

}  // namespace pgberth
