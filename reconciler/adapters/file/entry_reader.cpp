#include "reconciler/adapters/file/entry_reader.h"

#include "reconciler/adapters/file/component.h"
#include "reconciler/adapters/file/listing.h"

#include <cerrno>
#include <sys/stat.h>
#include <utility>

namespace pgberth {
namespace {

/// Reads the key in file `name` into `entry`, of which `room` bytes are left. Answers why not, or
/// "" when it was read or went away meanwhile.
std::string read_key(const Handle& directory, const std::string& name, const std::string& key,
                     std::size_t& room, StoredEntry& entry) {
  const auto file = open_file(directory.get(), name);
  if (!file && errno == ENOENT) return "";
  if (!file && errno == ELOOP) return "key \"" + key + "\" is a symlink";
  if (!file) return "key \"" + key + "\": " + system_text(errno);

  struct stat status{};
  if (fstat(file.get(), &status) != 0) return "key \"" + key + "\": " + system_text(errno);
  if (!S_ISREG(status.st_mode)) return "key \"" + key + "\" is not a regular file";
  const auto size = static_cast<std::size_t>(status.st_size);
  if (key.size() > room || size > room - key.size()) return "it is larger than 1 MiB";

  WipedBuffer buffer(size + 1);  // One more, so that one call also sees the end of the file.
  const auto count = read_fully(file, buffer.data(), buffer.size(), size);
  if (count < 0) return "key \"" + key + "\": " + system_text(errno);
  if (static_cast<std::size_t>(count) > size) return "key \"" + key + "\" grew while it was read";
  room -= key.size() + static_cast<std::size_t>(count);
  entry.content.emplace(key,
                        Secret{std::string_view(buffer.data(), static_cast<std::size_t>(count))});
  return "";
}

}  // namespace

StoredEntry unreadable(std::string detail) {
  return {.presence = Presence::Unreadable, .detail = std::move(detail)};
}

StoredEntry read_entry(const Handle& folder, const std::string& name) {
  const auto directory = open_directory(folder.get(), name);
  if (!directory && errno == ENOENT) return {};
  if (!directory && (errno == ENOTDIR || errno == ELOOP))
    return unreadable("it is a symlink or a file, not a directory");
  if (!directory) return unreadable(system_text(errno));

  const auto listing = names_in(directory, kMaxEntryBytes);
  if (!listing.fault.empty()) return unreadable(listing.fault);
  StoredEntry entry{.presence = Presence::Present};
  std::size_t room = kMaxEntryBytes;
  for (const auto& file : listing.names) {
    const auto key = text_of_component(file);
    if (!key) continue;
    auto fault = read_key(directory, file, *key, room, entry);
    if (!fault.empty()) return unreadable(std::move(fault));
  }
  if (entry.content.empty()) entry.presence = Presence::NoVersion;
  return entry;
}

}  // namespace pgberth
