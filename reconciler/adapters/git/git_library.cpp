#include "reconciler/adapters/git/git_library.h"

#include <git2.h>

#include <stdexcept>
#include <string>

namespace pgberth {
namespace {

constexpr ssize_t kCachedBytes = ssize_t{8} << 20u;
constexpr std::size_t kLargestCachedTree = std::size_t{1} << 20u;
constexpr std::size_t kWindow = std::size_t{4} << 20u;
constexpr std::size_t kMapped = std::size_t{64} << 20u;
constexpr std::size_t kOpenPacks = 64;

void demand(int result, const char* what) {
  if (result >= 0) return;
  const git_error* error = git_error_last();
  throw std::runtime_error(std::string("libgit2 cannot ") + what + ": " +
                           (error == nullptr ? "no reason given" : error->message));
}

/// The user's folder may not be "": libgit2 would fail to look for known hosts there.
void forget_settings_files() {
  for (const int level :
       {static_cast<int>(GIT_CONFIG_LEVEL_PROGRAMDATA), static_cast<int>(GIT_CONFIG_LEVEL_SYSTEM),
        static_cast<int>(GIT_CONFIG_LEVEL_XDG), static_cast<int>(GIT_CONFIG_LEVEL_GLOBAL)})
    demand(git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "/nonexistent"),
           "forget settings files");
}

void bound_memory() {
  demand(git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, kCachedBytes), "bound its cache");
  demand(git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, kLargestCachedTree),
         "bound its cache of trees");
  demand(git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, kWindow), "bound its windows");
  demand(git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, kMapped), "bound what it maps");
  demand(git_libgit2_opts(GIT_OPT_SET_MWINDOW_FILE_LIMIT, kOpenPacks), "bound its open packs");
#ifdef PGBERTH_GIT_BOUNDS_DELTAS
  // A library older than the header it was compiled with does not know this one.
  git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECT_SIZE, GitLibrary::kLargestUnfolded);
#endif
}

}  // namespace

GitLibrary::GitLibrary() {
  demand(git_libgit2_init(), "start");
  forget_settings_files();
  bound_memory();
  demand(git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1), "check what it reads");
  demand(git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0), "read folders of others");
}

GitLibrary::~GitLibrary() {
  git_libgit2_shutdown();
}

}  // namespace pgberth
