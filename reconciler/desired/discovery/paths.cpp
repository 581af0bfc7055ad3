#include "reconciler/desired/discovery/paths.h"

#include <algorithm>
#include <utility>

namespace pgberth::discovery {
namespace {

/// Whether the class at the beginning of `pattern`, behind its bracket, has `c`; cuts it off. A
/// class that nothing closes fits nothing.
bool class_has(std::string_view& pattern, char c) {
  const bool inverted = pattern.starts_with('!') || pattern.starts_with('^');
  if (inverted) pattern.remove_prefix(1);
  bool has = false;
  for (bool first = true; !pattern.empty() && (first || pattern.front() != ']'); first = false) {
    const char low = pattern.front();
    char high = low;
    pattern.remove_prefix(1);
    if (pattern.size() > 1 && pattern[0] == '-' && pattern[1] != ']') {
      high = pattern[1];
      pattern.remove_prefix(2);
    }
    has = has || (low <= c && c <= high);
  }
  if (pattern.empty()) return false;
  pattern.remove_prefix(1);
  return has != inverted;
}

/// Whether the first element of `pattern`, which is no star, fits `c`; cuts it off.
bool one_fits(std::string_view& pattern, char c) {
  const char first = pattern.front();
  pattern.remove_prefix(1);
  if (first == '?') return true;
  if (first == '[') return class_has(pattern, c);
  if (first != '\\' || pattern.empty()) return first == c;
  const char escaped = pattern.front();
  pattern.remove_prefix(1);
  return escaped == c;
}

}  // namespace

std::optional<std::string> normal_path(std::string_view path) {
  std::vector<std::string> kept;
  for (std::string& segment : segments_of(path)) {
    if (segment == ".") continue;
    if (segment != "..") {
      kept.push_back(std::move(segment));
    } else {
      if (kept.empty()) return std::nullopt;
      kept.pop_back();
    }
  }
  std::string normal;
  for (const std::string& segment : kept) normal += (normal.empty() ? "" : "/") + segment;
  return normal;
}

std::string below(const std::string& folder, std::string_view path) {
  if (path.starts_with('/')) return std::string(path.substr(1));
  return folder.empty() ? std::string(path) : folder + "/" + std::string(path);
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string last_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) segments.emplace_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return segments;
}

bool is_pattern(std::string_view path) {
  return path.find_first_of("*?[") != std::string_view::npos;
}

bool fits(std::string_view pattern, std::string_view text) {
  std::string_view after_star;  // What follows the last star, and the text it was last tried on.
  std::string_view tried;
  bool star = false;
  while (!text.empty() || !pattern.empty()) {
    if (pattern.starts_with('*')) {
      pattern.remove_prefix(1);
      star = true;
      after_star = pattern;
      tried = text;
      continue;
    }
    if (!pattern.empty() && !text.empty() && one_fits(pattern, text.front())) {
      text.remove_prefix(1);
      continue;
    }
    if (!star || tried.empty()) return false;
    tried.remove_prefix(1);
    pattern = after_star;
    text = tried;
  }
  return true;
}

bool fits_path(std::string_view pattern, std::string_view path, bool deep) {
  const std::vector<std::string> wanted = segments_of(pattern);
  const std::vector<std::string> given = segments_of(path);
  // reached[i]: the segments of the pattern so far fit the first i of the path.
  std::vector<bool> reached(given.size() + 1, false);
  reached[0] = true;
  for (const std::string& segment : wanted) {
    std::vector<bool> next(reached.size(), false);
    const bool any = deep && segment == "**";
    for (std::size_t i = 0; i < reached.size(); ++i) {
      if (any) next[i] = reached[i] || (i > 0 && next[i - 1]);
      if (!any && i > 0) next[i] = reached[i - 1] && fits(segment, given[i - 1]);
    }
    reached = std::move(next);
  }
  return reached.back();
}

bool files_first(const std::string& path, const std::string& other) {
  const std::vector<std::string> mine = segments_of(path);
  const std::vector<std::string> theirs = segments_of(other);
  const auto [a, b] = std::ranges::mismatch(mine, theirs);
  if (a == mine.end() || b == theirs.end()) return mine.size() < theirs.size();
  const bool my_file = std::next(a) == mine.end();
  const bool their_file = std::next(b) == theirs.end();
  return my_file != their_file ? my_file : *a < *b;
}

}  // namespace pgberth::discovery
