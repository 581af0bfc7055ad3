#pragma once

#include "reconciler/cli/parts.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pgberth::testing {

inline Error not_here() {
  return {.code = Code::Internal, .what = "the stub does nothing"};
}

/// A store without entries.
class StubStore : public SecretStore {
 public:
  std::map<std::string, StoredEntry> read(const std::set<std::string>& paths) override {
    std::map<std::string, StoredEntry> answers;
    for (const std::string& path : paths) answers[path];
    return answers;
  }
  Result<Creation> create(const std::string&, const NewEntry&) override { return not_here(); }
  Result<std::set<std::string>> add_missing_keys(const std::string&, const NewKeys&) override {
    return not_here();
  }
  Result<std::set<std::string>> list(const std::string&) override {
    return std::set<std::string>{};
  }
};

/// A server that answers nothing.
class StubServer : public DatabaseServer {
 public:
  Result<Catalogue> catalogue(const Names&) override { return not_here(); }
  Result<Inventory> inventory() override { return not_here(); }
  Result<Inside> look_inside(const Question&) override { return not_here(); }
  LoginSeen login(const DatabaseName&, const RoleName&, const Secret&, const RoleName&) override {
    return {};
  }
  Result<std::unique_ptr<Locks>> lock(const std::set<std::string>&,
                                      std::chrono::milliseconds) override {
    return not_here();
  }
  Result<Creation> create_role(const RoleWanted&, const Secret*) override { return not_here(); }
  Result<Creation> join(const RoleName&, const RoleName&) override { return not_here(); }
  Result<Creation> borrow(const RoleName&) override { return not_here(); }
  Result<Done> give_back(const RoleName&) override { return not_here(); }
  Result<Creation> build(const DatabaseWanted&) override { return not_here(); }
  Result<Creation> grant(const GrantWanted&) override { return not_here(); }
  Result<Creation> own_schema(const DatabaseName&, const RoleName&) override { return not_here(); }
  Result<Creation> create_extension(const DatabaseName&, const std::string&) override {
    return not_here();
  }
  Result<Creation> finish(const DatabaseName&, bool) override { return not_here(); }
};

/// Parts that remember what was asked of them.
class StubParts : public Tree, public Clock, public Entropy {
 public:
  std::map<std::string, std::string> texts{};
  std::vector<AdminAddress> addresses{};
  std::vector<std::string> stores{};

  Parts parts() {
    return {
        .make_store = [this](const StoreAddress& address,
                             const StoreId& id) -> Result<std::unique_ptr<SecretStore>> {
          const auto* folder = std::get_if<FolderAddress>(&address);
          stores.push_back((folder == nullptr ? "" : folder->folder) + " " + to_string(id));
          return std::unique_ptr<SecretStore>(std::make_unique<StubStore>());
        },
        .make_server =
            [this](const AdminAddress& address) -> Result<std::unique_ptr<DatabaseServer>> {
          addresses.push_back({.uri = address.uri.duplicate(),
                               .otherwise = {.host = address.otherwise.host,
                                             .port = address.otherwise.port,
                                             .username = address.otherwise.username,
                                             .password = address.otherwise.password.duplicate()},
                               .allow_weak_authentication = address.allow_weak_authentication});
          return std::unique_ptr<DatabaseServer>(std::make_unique<StubServer>());
        },
        .tree = *this,
        .clock = *this,
        .entropy = *this};
  }

  Result<std::string> read(const std::string& path, std::size_t) override {
    const auto found = texts.find(path);
    if (found != texts.end()) return found->second;
    return Error{.code = Code::FileMissing,
                 .what = "\"" + path + "\" is not there",
                 .where = {.file = path}};
  }
  Result<std::vector<std::string>> files(const std::string&) override { return not_here(); }
  std::chrono::steady_clock::time_point now() override { return {}; }
  void sleep(std::chrono::milliseconds) override {}
  bool rest(std::chrono::milliseconds, const std::stop_token& stop) override {
    return !stop.stop_requested();
  }
  std::chrono::system_clock::time_point wall() override { return {}; }
  Secret text(std::string_view alphabet, std::size_t length) override {
    return Secret{std::string(length, alphabet.front())};
  }
  std::size_t below(std::size_t) override { return 0; }
};

}  // namespace pgberth::testing
