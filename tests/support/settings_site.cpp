#include "tests/support/settings_site.h"

#include <fstream>
#include <sstream>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

void write_for_its_owner(const fs::path& file, std::string_view text) {
  std::ofstream(file) << text;
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
}

}  // namespace

SettingsSite::SettingsSite(const MakeItsStores& make) : stores_(make(folder())) {
  write_settings();
}

void SettingsSite::copy(const fs::path& from, const std::string& to) {
  fs::create_directories((folder() / to).parent_path());
  fs::copy(from, folder() / to, fs::copy_options::recursive);
}

void SettingsSite::copy_example(const std::string& name, const std::string& to) {
  copy(fs::path(PGBERTH_SOURCE_DIR) / "values-examples" / name, to);
}

void SettingsSite::write(const std::string& file, const std::string& text) {
  fs::create_directories((folder() / file).parent_path());
  std::ofstream(folder() / file, std::ios::binary) << text;
}

void SettingsSite::give_file(const std::string& file, const std::string& text) {
  write_for_its_owner(folder() / file, text);
}

void SettingsSite::list_server(const std::string& host, const PostgresFixture& postgres) {
  const std::string password = "admin-password-" + postgres.port();
  write_for_its_owner(folder() / password, postgres.password().reveal());
  set_server(host, "127.0.0.1:" + postgres.port(), password);
}

void SettingsSite::list_server_at(const std::string& host, const std::string& address) {
  write_for_its_owner(folder() / "unused-password", "unused");
  set_server(host, address, "unused-password");
}

void SettingsSite::list_server_without_password(const std::string& host,
                                                const PostgresFixture& postgres) {
  servers_[host] =
      "    uri: postgresql://127.0.0.1:" + postgres.port() + "/postgres?sslmode=disable\n";
  write_settings();
}

void SettingsSite::list_server_by_entry(const std::string& host, const PostgresFixture& postgres,
                                        const std::string& entry) {
  list_server_without_password(host, postgres);
  servers_[host] += "    adminEntry: " + entry + "\n";
  write_settings();
}

void SettingsSite::allow_weak_authentication(const std::string& host) {
  servers_[host] += "    allowWeakAuthentication: true\n";
  write_settings();
}

void SettingsSite::set_server(const std::string& host, const std::string& address,
                              const std::string& password) {
  servers_[host] = "    uri: postgresql://postgres@" + address +
                   "/postgres?sslmode=disable\n    adminPassword: {file: " + password + "}\n";
  write_settings();
}

void SettingsSite::add_environment(const std::string& item) {
  std::istringstream lines(item);
  const char* indent = "  - ";
  for (std::string line; std::getline(lines, line); indent = "    ")
    environments_ += indent + line + "\n";
  write_settings();
}

void SettingsSite::use_environments(const std::string& item) {
  environments_.clear();
  add_environment(item);
}

void SettingsSite::add_section(const std::string& lines) {
  sections_ += lines;
  write_settings();
}

void SettingsSite::write_settings() const {
  std::ofstream file(folder() / "pgberth.yaml");
  file << sections_ << "servers:\n";
  for (const auto& [host, text] : servers_) file << "  - host: " << host << '\n' << text;
  file << stores_->settings() << "environments:\n" << environments_;
}

std::vector<std::string> SettingsSite::command_line(const std::string& command,
                                                    const std::vector<std::string>& more) const {
  const std::string settings = (folder() / "pgberth.yaml").string();
  stores_->prepare([&] {
    return run({PGBERTH_BINARY, "show", "desired", "--output", "json", "--settings", settings},
               variables())
        .out;
  });
  std::vector<std::string> line{PGBERTH_BINARY};
  std::istringstream words(command);
  for (std::string word; words >> word;) line.push_back(word);
  line.insert(line.end(), {"--settings", settings});
  line.insert(line.end(), more.begin(), more.end());
  return line;
}

Finished SettingsSite::pgberth(const std::string& command,
                               const std::vector<std::string>& more) const {
  return run(command_line(command, more), variables());
}

}  // namespace pgberth
