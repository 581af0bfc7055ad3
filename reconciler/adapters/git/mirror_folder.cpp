#include "reconciler/adapters/git/mirror_folder.h"

#include "reconciler/adapters/git/remembered.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMark = "pgberth-mirror.json";
constexpr const char* kNewMark = "pgberth-mirror.json.new";
constexpr const char* kLock = "pgberth-mirror.lock";
constexpr std::string_view kClone = "clone-";

Error unusable(const fs::path& folder, const std::string& what) {
  return {.code = Code::BadSource,
          .what = "the folder \"" + folder.string() + "\" " + what,
          .hint = "Name a folder for clones that is empty or not there yet, and may be written."};
}

bool is_clone(const std::string& name) {
  return name.starts_with(kClone) && name.size() > kClone.size() && name.size() < 30 &&
         name.find_first_not_of("0123456789", kClone.size()) == std::string::npos;
}

bool is_ours(const std::string& name) {
  return name == kMark || name == kNewMark || name == kLock || is_remembered(name) ||
         is_clone(name);
}

/// Absent: the file is not there, or not one that we write.
std::optional<MirrorState> read_state(const fs::path& file) {
  const std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  std::stringstream text;
  text << in.rdbuf();
  try {
    const auto json = nlohmann::json::parse(text.str());
    if (json.at("mirror") != "pgberth") return std::nullopt;
    MirrorState state{.url = json.at("url"),
                      .ref = json.at("ref"),
                      .clone = json.at("clone"),
                      .target = json.at("target"),
                      .commit = json.at("commit")};
    if (!is_clone(state.clone)) state.clone.clear();
    return state;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

/// Whether nothing is in the folder but what we put there.
bool only_ours(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (!is_ours(entry.path().filename().string())) return false;
  return true;
}

}  // namespace

Result<MirrorFolder> MirrorFolder::open(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return unusable(folder, "cannot be made: " + failed.message());
  const bool marked = fs::is_regular_file(fs::symlink_status(folder / kMark, failed));
  if (!marked && !fs::is_empty(folder, failed) &&
      !(fs::exists(folder / kLock, failed) && only_ours(folder)))
    return unusable(folder, "holds something that is no clone of pgberth's own");
  if (!marked) fs::permissions(folder, fs::perms::owner_all, failed);
  const int lock =
      ::open((folder / kLock).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock < 0)
    return unusable(folder, "cannot be written: " + std::generic_category().message(errno));
  MirrorFolder opened(folder, lock);
  while (flock(lock, LOCK_EX) != 0)
    if (errno != EINTR)
      return unusable(folder, "cannot be locked: " + std::generic_category().message(errno));
  if (auto state = read_state(folder / kMark))
    opened.state_ = *std::move(state);
  else if (!only_ours(folder))
    return unusable(folder, "has a mark that pgberth did not write");
  opened.clear_away();
  return opened;
}

std::optional<MirrorState> MirrorFolder::look(const fs::path& folder) {
  return read_state(folder / kMark);
}

MirrorFolder::MirrorFolder(MirrorFolder&& other) noexcept
    : folder_(std::move(other.folder_)),
      lock_(std::exchange(other.lock_, -1)),
      state_(std::move(other.state_)) {}

MirrorFolder::~MirrorFolder() {
  if (lock_ >= 0) close(lock_);
}

void MirrorFolder::clear_away() const {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
    const std::string name = entry.path().filename().string();
    if (is_clone(name) && name != state_.clone) fs::remove_all(entry.path(), ignored);
  }
  if (state_.clone.empty()) return;
  // What a killed process was writing: packs without their final name, and locks of refs.
  const fs::path clone = folder_ / state_.clone;
  for (const auto& entry : fs::directory_iterator(clone / "objects/pack", ignored))
    if (!entry.path().filename().string().starts_with("pack-") ||
        entry.path().extension() == ".lock")
      fs::remove(entry.path(), ignored);
  fs::remove(clone / "refs/pgberth/values.lock", ignored);
}

Result<Done> MirrorFolder::keep(MirrorState state) {
  const auto text =
      nlohmann::json{{"mirror", "pgberth"},  {"url", state.url},       {"ref", state.ref},
                     {"clone", state.clone}, {"target", state.target}, {"commit", state.commit}}
          .dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
  std::ofstream(folder_ / kNewMark, std::ios::binary | std::ios::trunc) << text << '\n'
                                                                        << std::flush;
  std::error_code failed;
  if (const auto size = fs::file_size(folder_ / kNewMark, failed);
      failed || size != text.size() + 1)
    return unusable(folder_, "cannot be written");
  fs::rename(folder_ / kNewMark, folder_ / kMark, failed);
  if (failed) return unusable(folder_, "cannot be written: " + failed.message());
  state_ = std::move(state);
  return Done{};
}

std::string MirrorFolder::free_name() const {
  std::error_code ignored;
  int number = 1;
  while (fs::exists(folder_ / (std::string(kClone) + std::to_string(number)), ignored)) ++number;
  return std::string(kClone) + std::to_string(number);
}

}  // namespace pgberth
