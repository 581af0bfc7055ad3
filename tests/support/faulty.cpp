#include "tests/support/faulty.h"

namespace pgberth {
namespace {

template <class Call>
auto store_call(const FaultHook& hook, const std::string& name, Call call) {
  return with_fault(hook, "store." + name, call, [&] {
    return decltype(call()){fault_error(Code::StoreFailed, "store." + name)};
  });
}

template <class Call>
auto server_call(const FaultHook& hook, const std::string& name, Call call) {
  return with_fault(hook, "server." + name, call, [&] {
    return decltype(call()){fault_error(Code::ServerFailed, "server." + name)};
  });
}

}  // namespace

Error fault_error(Code code, const std::string& call) {
  return {.code = code, .what = "injected fault of \"" + call + "\""};
}

std::map<std::string, StoredEntry> FaultyStore::read(const std::set<std::string>& paths) {
  return with_fault(
      hook_, "store.read", [&] { return store_.read(paths); },
      [&] {
        std::map<std::string, StoredEntry> answers;
        for (const auto& path : paths)
          answers[path] = {.presence = Presence::Unreadable, .detail = "injected fault"};
        return answers;
      });
}

Result<Creation> FaultyStore::create(const std::string& path, const NewEntry& entry) {
  return store_call(hook_, "create " + path, [&] { return store_.create(path, entry); });
}

Result<std::set<std::string>> FaultyStore::add_missing_keys(const std::string& path,
                                                            const NewKeys& keys) {
  return store_call(hook_, "add_missing_keys " + path,
                    [&] { return store_.add_missing_keys(path, keys); });
}

Result<std::set<std::string>> FaultyStore::list(const std::string& prefix) {
  return store_call(hook_, "list " + prefix, [&] { return store_.list(prefix); });
}

Result<Catalogue> FaultyServer::catalogue(const Names& names) {
  return server_call(hook_, "catalogue", [&] { return server_.catalogue(names); });
}

Result<Inventory> FaultyServer::inventory() {
  return server_call(hook_, "inventory", [&] { return server_.inventory(); });
}

Result<Inside> FaultyServer::look_inside(const Question& question) {
  return server_call(hook_, "look_inside " + question.database.str(),
                     [&] { return server_.look_inside(question); });
}

LoginSeen FaultyServer::login(const DatabaseName& database, const RoleName& role,
                              const Secret& password, const RoleName& set_role) {
  return with_fault(
      hook_, "server.login " + database.str() + " " + role.str(),
      [&] { return server_.login(database, role, password, set_role); },
      [] { return LoginSeen{.answer = LoginAnswer::NotProved, .detail = "injected fault"}; });
}

Result<std::unique_ptr<Locks>> FaultyServer::lock(const std::set<std::string>& keys,
                                                  std::chrono::milliseconds patience) {
  return server_call(hook_, "lock", [&] { return server_.lock(keys, patience); });
}

Result<Creation> FaultyServer::create_role(const RoleWanted& role, const Secret* password) {
  return server_call(hook_, "create_role " + role.name.str(),
                     [&] { return server_.create_role(role, password); });
}

Result<Creation> FaultyServer::join(const RoleName& role, const RoleName& member) {
  return server_call(hook_, "join " + role.str() + " " + member.str(),
                     [&] { return server_.join(role, member); });
}

Result<Creation> FaultyServer::borrow(const RoleName& role) {
  return server_call(hook_, "borrow " + role.str(), [&] { return server_.borrow(role); });
}

Result<Done> FaultyServer::give_back(const RoleName& role) {
  return server_call(hook_, "give_back " + role.str(), [&] { return server_.give_back(role); });
}

Result<Creation> FaultyServer::build(const DatabaseWanted& database) {
  return server_call(hook_, "build " + database.name.str(),
                     [&] { return server_.build(database); });
}

Result<Creation> FaultyServer::grant(const GrantWanted& grant) {
  return server_call(hook_, "grant " + grant.database.str() + " " + grant.to.str(),
                     [&] { return server_.grant(grant); });
}

Result<Creation> FaultyServer::own_schema(const DatabaseName& database, const RoleName& owner) {
  return server_call(hook_, "own_schema " + database.str(),
                     [&] { return server_.own_schema(database, owner); });
}

Result<Creation> FaultyServer::create_extension(const DatabaseName& database,
                                                const std::string& extension) {
  return server_call(hook_, "create_extension " + database.str() + " " + extension,
                     [&] { return server_.create_extension(database, extension); });
}

Result<Creation> FaultyServer::finish(const DatabaseName& database, bool public_connects) {
  return server_call(hook_, "finish " + database.str(),
                     [&] { return server_.finish(database, public_connects); });
}

}  // namespace pgberth
