#pragma once

#include "tests/support/stored.h"
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace pgberth {

/// The stores of a SettingsSite, and what others than the program do and see there.
class SiteStores {
 public:
  virtual ~SiteStores() = default;

  /// The lines of `stores` in the settings.
  virtual std::string settings() const = 0;
  /// Called before each command, with what `show desired --output json` says of the site's claims
  /// when it is asked.
  virtual void prepare(const std::function<std::string()>& desired) { (void)desired; }

  /// Lets the program into a namespace of the cluster that its values name later.
  virtual void open_namespace(const std::string& name_space) { (void)name_space; }
  /// What the program shows to the stores.
  virtual std::set<std::string> secrets() const { return {}; }
  /// What the program's own environment says of them.
  virtual std::map<std::string, std::string> variables() const { return {}; }

  /// The rights in a namespace of the cluster stay as the test made them.
  virtual void keep_rights_of(const std::string& name_space) { (void)name_space; }

  /// The entry at `path` (`prod/fence-creds`) of `store`; empty when there is none.
  virtual Keys entry(const std::string& store, const std::string& path) const = 0;
  /// Adds a key to it, as a person or another program would.
  virtual void give(const std::string& store, const std::string& path, const std::string& key,
                    const std::string& value) = 0;
  /// Something that any write to any entry changes.
  virtual std::string listing() const = 0;
};

/// Files below `folder`/store.
std::unique_ptr<SiteStores> file_site_stores(const std::filesystem::path& folder);

/// What sites get from now on: the stores for the folder of a site.
using MakeSiteStores = std::unique_ptr<SiteStores> (*)(const std::filesystem::path& folder);
MakeSiteStores& site_stores();

/// The same for one site alone.
using MakeItsStores =
    std::function<std::unique_ptr<SiteStores>(const std::filesystem::path& folder)>;

}  // namespace pgberth
