#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace pgberth {

/// The keys of an entry of a file store.
using Keys = std::map<std::string, std::string>;

std::string bytes_of(const std::filesystem::path& file);

/// What the folder of an entry holds; nothing when there is none.
Keys keys_in(const std::filesystem::path& entry);

/// Every file and folder of `store` with its bytes, its inode and the time of its last change.
std::string listing_of(const std::filesystem::path& store);

}  // namespace pgberth
