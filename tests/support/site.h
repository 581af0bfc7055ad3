#pragma once

#include "tests/support/postgres_fixture.h"
#include "tests/support/process.h"
#include "tests/support/stored.h"
#include "tests/support/temp_dir.h"
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// What a person at a laptop has: a values file, a file store, a Postgres, and the real program.
/// Each site uses a release of its own, so that many can live on one server.
class Site {
 public:
  explicit Site(std::string release, PostgresFixture& postgres = shared_postgres());

  /// Writes the values file: local mode, these services with the databases of their charts.
  void write_values(const std::vector<std::string>& services);
  void write_values_text(const std::string& text);

  /// pgberth COMMAND with the options of the site, and `more`.
  Finished pgberth(const std::string& command, const std::vector<std::string>& more = {}) const;
  std::vector<std::string> command_line(const std::string& command,
                                        const std::vector<std::string>& more = {}) const;

  /// The keys of a service's entry in the file store.
  Keys entry(const std::string& service) const;
  std::filesystem::path entry_path(const std::string& service) const;
  /// All passwords in the store, and the admin's.
  std::set<std::string> passwords() const;
  /// See listing_of.
  std::string store_listing() const;

  /// `fence` → `fence_<release>`.
  std::string name(const std::string& service) const { return service + "_" + release_; }
  PostgresFixture& postgres() const { return postgres_; }
  std::filesystem::path folder() const { return folder_.path(); }
  std::filesystem::path values() const { return folder() / "values.yaml"; }
  std::filesystem::path store() const { return folder() / "store"; }

  /// Rows of `query` as the service itself, with the stored password.
  std::vector<std::string> ask_as(const std::string& service, const std::string& query) const;

 private:
  std::string release_;
  PostgresFixture& postgres_;
  TempDir folder_{};
};

}  // namespace pgberth
