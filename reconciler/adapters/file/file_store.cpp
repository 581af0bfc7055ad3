#include "reconciler/adapters/file/file_store.h"

#include "reconciler/adapters/file/component.h"
#include "reconciler/adapters/file/entry_reader.h"
#include "reconciler/adapters/file/entry_writer.h"
#include "reconciler/adapters/file/listing.h"
#include "reconciler/base/parallel.h"
#include "reconciler/model/by_hand.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

constexpr std::size_t kReadersAtOnce = 4;
constexpr std::size_t kMostNameBytes = std::size_t{64} << 20u;  ///< Of all entries of a store.
constexpr std::size_t kWorthAReader = 64;  ///< Entries for which another thread pays.

Error unsafe_folder(const std::string& shown, const std::string& fault, const std::string& hint) {
  return {
      .code = Code::StoreUnsafe, .what = "store folder \"" + shown + "\" " + fault, .hint = hint};
}

/// What is wrong with the rights of the folder `shown`.
std::optional<Error> unsafe(const Handle& folder, const std::string& shown) {
  struct stat status{};
  if (fstat(folder.get(), &status) != 0)
    return write_error("look at store folder \"" + shown + "\"", errno);
  if (status.st_uid != geteuid())
    return unsafe_folder(shown, "belongs to another user",
                         "Use a folder of your own, or run as the user who owns this one.");
  if ((status.st_mode & 0077u) != 0)
    return unsafe_folder(shown, "is open to other users",
                         "Run `chmod 700 " + shown + "`, and consider who may have read it.");
  return std::nullopt;
}

/// The operator's own directory: a symlink may stand for it.
Handle open_base(const std::filesystem::path& path) {
  return Handle{open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
}

/// Makes the directory `path`, and those above it that are missing, durably. An errno, or 0.
int make_directories(const std::filesystem::path& path) {
  const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
  int made = mkdir(path.c_str(), 0700);
  if (made != 0 && errno == ENOENT && parent != path && parent != ".") {
    if (const int fault = make_directories(parent); fault != 0) return fault;
    made = mkdir(path.c_str(), 0700);
  }
  if (made != 0) return errno == EEXIST ? 0 : errno;
  const auto above = open_base(parent);
  // A parent that may be passed but not read cannot be synced; that is no reason to refuse it.
  return !above || fsync(above.get()) == 0 ? 0 : errno;
}

/// `content` under the names of its files, if all of it can be stored.
Result<KeyFiles> key_files(const Content& content) {
  if (content.empty()) return Error{.code = Code::StoreFailed, .what = "it would have no keys"};
  KeyFiles files;
  std::size_t bytes = 0;
  for (const auto& [key, value] : content) {
    auto name = component_of(key);
    if (!name) return std::move(name).error();
    bytes += key.size() + value.reveal().size();
    files.emplace(*std::move(name), &value);
  }
  if (bytes > kMaxEntryBytes)
    return Error{.code = Code::EntryTooLarge,
                 .what = "it would take " + std::to_string(bytes) + " bytes, an entry holds " +
                         std::to_string(kMaxEntryBytes)};
  return files;
}

/// Leaves in `files` what `entry` lacks; an error when both together are too large.
Result<Done> keep_missing(KeyFiles& files, const StoredEntry& entry) {
  std::size_t bytes = 0;
  for (const auto& [key, value] : entry.content) {
    bytes += key.size() + value.reveal().size();
    if (const auto name = component_of(key)) files.erase(*name);
  }
  for (const auto& [file, value] : files) bytes += file.size() + value->reveal().size();
  if (bytes <= kMaxEntryBytes || files.empty()) return Done{};
  return Error{.code = Code::EntryTooLarge,
               .what = "with the new keys it would take more than 1 MiB"};
}

Result<std::set<std::string>> add_all(const Handle& directory, const KeyFiles& files) {
  std::set<std::string> added;
  for (const auto& [file, value] : files) {
    const auto creation = add_key(directory, file, *value);
    if (!creation) return creation.error();
    if (*creation == Creation::Created) added.insert(text_of_component(file).value_or(file));
  }
  if (auto synced = sync(directory); !synced) return std::move(synced).error();
  return added;
}

/// Whether we, as whom the process acts, may do that in the folder.
bool may(const std::filesystem::path& folder, int what) {
  return faccessat(AT_FDCWD, folder.c_str(), what, AT_EACCESS) == 0;
}

/// The folder itself, or the one in which it would be made.
std::filesystem::path nearest_existing(std::filesystem::path folder) {
  std::error_code ignored;
  while (!std::filesystem::exists(folder, ignored) && folder.has_relative_path())
    folder = folder.has_parent_path() ? folder.parent_path() : std::filesystem::path{"."};
  return folder;
}

std::string frame(const std::string& path) {
  return "writing entry \"" + path + "\"";
}

}  // namespace

FileStore::FileStore(const std::filesystem::path& directory, const StoreId& id)
    : directory_(directory.lexically_normal()) {
  // "DIR/" and "DIR" are the same place, and parent_path() must take away a real component.
  if (!directory_.has_filename() && directory_.has_parent_path())
    directory_ = directory_.parent_path();
  // A store's name that is no file name gives a folder that is refused when it is opened.
  if (auto folder = component_of(to_string(id))) folder_ = *std::move(folder);
}

Result<Handle> FileStore::open_folder(IfMissing if_missing) const {
  const auto shown = directory_.string();
  if (folder_.empty())
    return Error{.code = Code::EntryNameInvalid, .what = "the store's name is no file name"};

  auto base = open_base(directory_);
  if (!base && errno == ENOENT && if_missing == IfMissing::Leave) return Handle{};
  if (!base && errno == ENOENT) {
    if (const int fault = make_directories(directory_); fault != 0)
      return write_error("make store folder \"" + shown + "\"", fault);
    base = open_base(directory_);
  }
  if (!base) return write_error("open store folder \"" + shown + "\"", errno);
  if (auto error = unsafe(base, shown)) return *std::move(error);

  const auto below = (directory_ / folder_).string();
  auto folder = open_directory(base.get(), folder_);
  if (!folder && errno == ENOENT && if_missing == IfMissing::Leave) return Handle{};
  if (!folder && errno == ENOENT) {
    if (mkdirat(base.get(), folder_.c_str(), 0700) != 0 && errno != EEXIST)
      return write_error("make store folder \"" + below + "\"", errno);
    if (auto synced = sync(base); !synced) return std::move(synced).error();
    folder = open_directory(base.get(), folder_);
  }
  if (!folder && (errno == ENOTDIR || errno == ELOOP))
    return unsafe_folder(below, "is a symlink or a file",
                         "Look at who put it there, and move it away.");
  if (!folder) return write_error("open store folder \"" + below + "\"", errno);
  if (auto error = unsafe(folder, below)) return *std::move(error);
  return folder;
}

std::map<std::string, StoredEntry> FileStore::read(const std::set<std::string>& paths) {
  const auto folder = open_folder(IfMissing::Leave);
  const auto answer = [&](const std::string& path) -> StoredEntry {
    const auto name = component_of(path);
    if (!name) return unreadable(name.error().what);
    if (!folder) return unreadable(folder.error().what + " (" + folder.error().hint + ")");
    return *folder ? read_entry(*folder, *name) : StoredEntry{};
  };
  std::map<std::string, StoredEntry> answers;
  std::vector<std::pair<const std::string, StoredEntry>*> open;
  open.reserve(paths.size());
  for (const auto& path : paths) open.push_back(&*answers.try_emplace(path).first);
  const std::size_t parts = std::min(kReadersAtOnce, 1 + open.size() / kWorthAReader);
  parallel_for(parts, parts, [&](std::size_t part) {
    for (std::size_t i = part; i < open.size(); i += parts)
      open[i]->second = answer(open[i]->first);
  });
  return answers;
}

Result<Creation> FileStore::create(const std::string& path, const NewEntry& entry) {
  const auto name = component_of(path);
  if (!name) return name.error();
  const auto files = key_files(entry.content);
  if (!files) return Error{files.error()}.during(frame(path));
  auto folder = open_folder(IfMissing::Make);
  if (!folder) return std::move(folder).error();

  auto creation = create_entry(*folder, *name, *files);
  if (!creation) return std::move(creation).error().during(frame(path));
  return creation;
}

Result<std::set<std::string>> FileStore::add_missing_keys(const std::string& path,
                                                          const NewKeys& keys) {
  const auto name = component_of(path);
  if (!name) return name.error();
  auto files = key_files(keys.content);
  if (!files) return std::move(files).error().during(frame(path));
  auto folder = open_folder(IfMissing::Leave);
  if (!folder) return std::move(folder).error();

  const auto entry = *folder ? read_entry(*folder, *name) : StoredEntry{};
  if (entry.presence == Presence::Absent)
    return Error{.code = Code::StoreFailed, .what = "entry \"" + path + "\" is absent"};
  if (entry.presence == Presence::Unreadable)
    return Error{.code = Code::Unreadable,
                 .what = "entry \"" + path + "\" cannot be read: " + entry.detail};
  if (auto changed = changed_meanwhile(path, entry, keys.held)) return *std::move(changed);
  if (auto kept = keep_missing(*files, entry); !kept)
    return std::move(kept).error().during(frame(path));

  const auto directory = open_directory(folder->get(), *name);
  if (!directory) return write_error("open the entry", errno).during(frame(path));
  auto added = add_all(directory, *files);
  if (!added) return std::move(added).error().during(frame(path));
  return added;
}

Result<std::set<std::string>> FileStore::list(const std::string& prefix) {
  const auto folder = open_folder(IfMissing::Leave);
  if (!folder) return folder.error();
  std::set<std::string> paths;
  if (!*folder) return paths;
  const auto listing = names_in(*folder, kMostNameBytes);
  if (!listing.fault.empty())
    return Error{.code = Code::StoreFailed,
                 .what = "store folder \"" + (directory_ / folder_).string() +
                         "\" cannot be listed: " + listing.fault};
  for (const auto& name : listing.names)
    if (auto path = text_of_component(name); path && path->starts_with(prefix))
      paths.insert(*std::move(path));
  return paths;
}

std::vector<Check> FileStore::examine(const StoreWork& work) {
  const auto opened = open_folder(IfMissing::Leave);
  if (!opened) return {unreachable(opened.error())};
  const std::string shown = directory_.string();
  const auto place = *opened ? directory_ / folder_ : nearest_existing(directory_);
  const bool writes = may(place, W_OK | X_OK);
  const bool needed = !work.create.empty() || !work.add_keys.empty();
  std::vector<Check> checks{{.about = std::string(kWhoWeAre),
                             .verdict = Verdict::Fine,
                             .seen = "user " + std::to_string(geteuid())}};
  checks.push_back({.about = "read \"" + shown + "\"",
                    .verdict = Verdict::Fine,
                    .seen = *opened ? "" : "the first entry will make it"});
  if (writes || !needed) {
    checks.push_back({.about = "write \"" + shown + "\"",
                      .verdict = Verdict::Fine,
                      .seen = writes ? "" : "is not allowed, and not needed"});
    return checks;
  }
  checks.push_back(
      {.about = "write \"" + shown + "\"",
       .verdict = Verdict::Missing,
       .seen = "is not allowed in \"" + place.string() + "\"",
       .cure = "install -d -m 700 -o " + std::to_string(geteuid()) + " " + shell_word(shown)});
  return checks;
}

}  // namespace pgberth
