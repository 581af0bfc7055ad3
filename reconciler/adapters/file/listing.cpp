#include "reconciler/adapters/file/listing.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <dirent.h>

namespace pgberth {

Listing names_in(const Handle& directory, std::size_t most_bytes) {
  Listing listing;
  std::size_t bytes = 0;
  alignas(dirent64) std::array<char, 8192> buffer{};
  while (true) {
    const auto count = getdents64(directory.get(), buffer.data(), buffer.size());
    if (count == 0) return listing;
    if (count < 0) {
      listing.fault = system_text(errno);
      return listing;
    }
    for (std::size_t at = 0; at < static_cast<std::size_t>(count);) {
      const auto* found = reinterpret_cast<const dirent64*>(buffer.data() + at);
      at += found->d_reclen;
      if (found->d_name[0] == '.') continue;
      bytes += std::strlen(found->d_name);
      if (bytes > most_bytes) {
        listing.fault = "it is larger than " + std::to_string(most_bytes / 1024 / 1024) + " MiB";
        return listing;
      }
      listing.names.emplace_back(found->d_name);
    }
  }
}

}  // namespace pgberth
