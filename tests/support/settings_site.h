#pragma once

#include "tests/support/postgres_fixture.h"
#include "tests/support/process.h"
#include "tests/support/site_stores.h"
#include "tests/support/stored.h"
#include "tests/support/temp_dir.h"
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// What an operator has who looks after environments of any dialect: a pgberth.yaml, folders of
/// values beside it, stores (site_stores() says which) and the real program. Hosts of values lead
/// to servers of the tests.
class SettingsSite {
 public:
  explicit SettingsSite(const MakeItsStores& make = site_stores());

  /// Takes a file or a folder as it is to `to`, a way that begins beside the settings.
  void copy(const std::filesystem::path& from, const std::string& to);
  /// The same for one of the project's examples.
  void copy_example(const std::string& name, const std::string& to);
  void write(const std::string& file, const std::string& text);
  /// The same for a file that only its owner may read.
  void give_file(const std::string& file, const std::string& text);

  /// Who says `host` in values means `postgres`, with its superuser as the admin. What was said
  /// about the host before no longer holds.
  void list_server(const std::string& host, const PostgresFixture& postgres);
  /// The same, and values or entries have to tell the password.
  void list_server_without_password(const std::string& host, const PostgresFixture& postgres);
  /// The same, and the password stands in `entry` of Secrets Manager, which tells no address.
  void list_server_by_entry(const std::string& host, const PostgresFixture& postgres,
                            const std::string& entry);
  /// Adds that the server may ask for passwords in clear or as MD5.
  void allow_weak_authentication(const std::string& host);
  /// As `list_server` for an address ("127.0.0.1:1": nobody is there), with a password that opens
  /// nothing.
  void list_server_at(const std::string& host, const std::string& address);
  /// One item of `environments`, as its lines.
  void add_environment(const std::string& item);
  /// The same instead of those that are there.
  void use_environments(const std::string& item);
  /// Lines for the top of the settings: `source`, `run`.
  void add_section(const std::string& lines);
  Finished pgberth(const std::string& command, const std::vector<std::string>& more = {}) const;
  std::vector<std::string> command_line(const std::string& command,
                                        const std::vector<std::string>& more = {}) const;

  /// As of SiteStores.
  Keys entry(const std::string& store, const std::string& path) const {
    return stores_->entry(store, path);
  }
  void give(const std::string& store, const std::string& path, const std::string& key,
            const std::string& value) const {
    stores_->give(store, path, key, value);
  }
  std::string store_listing() const { return stores_->listing(); }
  void keep_rights_of(const std::string& name_space) const { stores_->keep_rights_of(name_space); }
  void open_namespace(const std::string& name_space) const { stores_->open_namespace(name_space); }
  std::set<std::string> secrets() const { return stores_->secrets(); }
  std::map<std::string, std::string> variables() const { return stores_->variables(); }

  std::filesystem::path folder() const { return folder_.path(); }
  std::filesystem::path store() const { return folder() / "store"; }

 private:
  void set_server(const std::string& host, const std::string& address, const std::string& password);
  void write_settings() const;

  TempDir folder_{};
  std::unique_ptr<SiteStores> stores_;
  std::map<std::string, std::string> servers_{};
  std::string environments_{};
  std::string sections_{};
};

}  // namespace pgberth
