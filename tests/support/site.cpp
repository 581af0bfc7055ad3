#include "tests/support/site.h"

#include "tests/support/service_login.h"
#include <fstream>
#include <sstream>
#include <utility>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHost = "postgres.example.internal";

/// Every chart that has a database without being asked, switched off.
std::string nothing_enabled() {
  std::string text;
  for (const char* chart :
       {"arborist", "audit", "fence", "indexd", "metadata", "peregrine", "sheepdog", "wts"})
    text += std::string(chart) + ":\n  enabled: false\n";
  return text;
}

}  // namespace

Site::Site(std::string release, PostgresFixture& postgres)
    : release_(std::move(release)), postgres_(postgres) {
  std::ofstream(folder() / "admin-password") << postgres_.password().reveal();
  fs::permissions(folder() / "admin-password", fs::perms::owner_read | fs::perms::owner_write);
}

void Site::write_values(const std::vector<std::string>& services) {
  std::string text =
      "global:\n  dev: false\n  postgres:\n    dbCreate: true\n    master:\n      host: " +
      std::string(kHost) + "\n      username: postgres\n  externalSecrets:\n    deploy: false\n" +
      nothing_enabled();
  for (const std::string& service : services)
    text += service + "-svc:\n  enabled: true\n  postgres:\n    username: " + name(service) +
            "\n    database: " + name(service) + "\n";
  write_values_text(text);
}

void Site::write_values_text(const std::string& text) {
  std::ofstream(values(), std::ios::binary) << text;
}

std::vector<std::string> Site::command_line(const std::string& command,
                                            const std::vector<std::string>& more) const {
  std::vector<std::string> line{PGBERTH_BINARY};
  std::istringstream words(command);
  for (std::string word; words >> word;) line.push_back(word);
  const std::vector<std::string> options{"--dialect",
                                         "gen3",
                                         "--environment",
                                         "test",
                                         "--release",
                                         release_,
                                         "--namespace",
                                         "ns",
                                         "--server",
                                         std::string(kHost) + "=postgresql://postgres@127.0.0.1:" +
                                             postgres_.port() + "/postgres?sslmode=disable",
                                         "--admin-password-file",
                                         folder() / "admin-password",
                                         "--store",
                                         "file:" + store().string(),
                                         "-f",
                                         values()};
  line.insert(line.end(), options.begin(), options.end());
  line.insert(line.end(), more.begin(), more.end());
  return line;
}

Finished Site::pgberth(const std::string& command, const std::vector<std::string>& more) const {
  return run(command_line(command, more));
}

fs::path Site::entry_path(const std::string& service) const {
  if (fs::exists(store()))
    for (const auto& item : fs::recursive_directory_iterator(store()))
      if (item.is_directory() &&
          item.path().filename().string().find(service + "-svc-dbcreds") != std::string::npos)
        return item.path();
  return {};
}

Keys Site::entry(const std::string& service) const {
  return keys_in(entry_path(service));
}

std::set<std::string> Site::passwords() const {
  std::set<std::string> all{std::string(postgres_.password().reveal())};
  if (fs::exists(store()))
    for (const auto& item : fs::recursive_directory_iterator(store()))
      if (item.is_regular_file() && item.path().filename() == "password")
        all.insert(bytes_of(item.path()));
  return all;
}

std::string Site::store_listing() const {
  return listing_of(store());
}

std::vector<std::string> Site::ask_as(const std::string& service, const std::string& query) const {
  const Keys keys = entry(service);
  return rows_as({.user = keys.at("username"),
                  .password = keys.at("password"),
                  .database = keys.at("database")},
                 query, postgres_);
}

}  // namespace pgberth
