#include "tests/support/site_stores.h"

#include <fstream>
#include <utility>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

class FileSiteStores final : public SiteStores {
 public:
  explicit FileSiteStores(fs::path folder) : folder_(std::move(folder)) {}

  std::string settings() const override { return "stores: {every: store}\n"; }

  Keys entry(const std::string& store, const std::string& path) const override {
    return keys_in(entry_path(store, path));
  }

  void give(const std::string& store, const std::string& path, const std::string& key,
            const std::string& value) override {
    const fs::path entry = entry_path(store, path);
    fs::create_directories(entry);
    for (const fs::path& each : {folder_, folder_ / store, entry})
      fs::permissions(each, fs::perms::owner_all);
    std::ofstream(entry / key) << value;
    fs::permissions(entry / key, fs::perms::owner_read | fs::perms::owner_write);
  }

  std::string listing() const override { return listing_of(folder_); }

 private:
  fs::path entry_path(const std::string& store, const std::string& path) const {
    std::string name;
    for (const char letter : path)
      name += letter == '/' ? std::string("%2F") : std::string(1, letter);
    return folder_ / store / name;
  }

  fs::path folder_;
};

}  // namespace

std::unique_ptr<SiteStores> file_site_stores(const fs::path& folder) {
  return std::make_unique<FileSiteStores>(folder / "store");
}

MakeSiteStores& site_stores() {
  static MakeSiteStores make = &file_site_stores;
  return make;
}

}  // namespace pgberth
