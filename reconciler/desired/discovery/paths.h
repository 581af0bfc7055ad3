#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth::discovery {

/// "a/./b/../c" is "a/c", "." is "". Nothing when `path` climbs out of where it begins.
std::optional<std::string> normal_path(std::string_view path);

/// `path` below `folder`: "b" in "a" is "a/b"; a leading slash means the root.
std::string below(const std::string& folder, std::string_view path);

/// "a/b" of "a/b/c.yaml", "" of "c.yaml".
std::string folder_of(const std::string& path);

/// "c.yaml" of "a/b/c.yaml".
std::string last_of(const std::string& path);

std::vector<std::string> segments_of(std::string_view path);

/// Whether `path` has a character that makes it a pattern of files.
bool is_pattern(std::string_view path);

/// Whether `text` fits `pattern` of `*`, `?`, `[a-z]` and `\x`, where `*` stands for any
/// characters.
bool fits(std::string_view pattern, std::string_view text);

/// The same folder by folder: `*` does not stand for a slash, and `**`, where `deep`, for any
/// number of folders.
bool fits_path(std::string_view pattern, std::string_view path, bool deep);

/// Whether `path` comes before `other` where a folder's own files come before its folders.
bool files_first(const std::string& path, const std::string& other);

}  // namespace pgberth::discovery
