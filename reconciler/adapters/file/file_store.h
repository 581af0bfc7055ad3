#pragma once

#include "reconciler/adapters/file/handle.h"
#include "reconciler/model/document.h"
#include "reconciler/model/store.h"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// Secrets in files: the store that needs nothing else, and a stand-in for any other.
///
/// The entries of store `id` lie in a folder of that name below `directory`; an entry is a
/// directory there with one file per key. Names are encoded (component.h), each step starts at a
/// handle of the folder and follows no symlink, so no name and no planted link leads out.
/// Both folders must belong to the user alone (0700), else nothing is read or written: StoreUnsafe.
/// Missing ones are made by the first create; reading makes and changes nothing.
/// An entry or key is there wholly or not at all, also after kill -9 and after a power cut.
///
/// Errors: EntryNameInvalid, EntryTooLarge (over 1 MiB), StoreUnsafe, StoreUnwritable, StoreFailed.
class FileStore : public SecretStore {
 public:
  FileStore(const std::filesystem::path& directory, const StoreId& id);

  std::map<std::string, StoredEntry> read(const std::set<std::string>& paths) override;
  Result<Creation> create(const std::string& path, const NewEntry& entry) override;
  Result<std::set<std::string>> add_missing_keys(const std::string& path,
                                                 const NewKeys& keys) override;
  Result<std::set<std::string>> list(const std::string& prefix) override;
  std::vector<Check> examine(const StoreWork& work) override;

 private:
  enum class IfMissing { Leave, Make };

  /// The folder of this store, found safe; an empty handle when it is not there.
  Result<Handle> open_folder(IfMissing if_missing) const;

  std::filesystem::path directory_;
  std::string folder_;
};

}  // namespace pgberth
