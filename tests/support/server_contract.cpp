#include "tests/support/server_contract.h"

#include "reconciler/adapters/postgres/postgres_server.h"
#include "reconciler/adapters/postgres/sql.h"

#include "tests/support/memory_server.h"
#include "tests/support/postgres_fixture.h"
#include <utility>

namespace pgberth {
namespace {

class MemoryUnderTest : public ServerUnderTest {
 public:
  DatabaseServer& server() override { return server_; }
  std::size_t writes() override { return server_.log().size(); }
  void use_plain_admin() override {
    server_.change([](MemoryState& state) { pgberth::use_plain_admin(state, RoleName("adm")); });
  }
  void make_database(const DatabaseName& name, const RoleName& owner) override {
    server_.change([&](MemoryState& state) { state.databases[name].owner = owner; });
  }
  void make_table(const DatabaseName& database, const std::string& table,
                  const RoleName& owner) override {
    server_.change([&](MemoryState& state) {
      state.databases.at(database).tables.insert({table, {.owner = owner}});
    });
  }
  void make_member(const RoleName& member, const RoleName& group) override {
    server_.change(
        [&](MemoryState& state) { state.roles.at(member).seen.member_of.insert(group); });
  }
  void allow_creating_roles(const RoleName& role) override {
    server_.change([&](MemoryState& state) { state.roles.at(role).seen.create_role = true; });
  }
  void give_schema(const DatabaseName& database, const RoleName& owner) override {
    server_.change([&](MemoryState& state) { state.databases.at(database).schema_owner = owner; });
  }
  void rename_role(const RoleName& from, const RoleName& to) override {
    server_.change([&](MemoryState& state) {
      auto role = state.roles.extract(from);
      role.key() = to;
      state.roles.insert(std::move(role));
    });
  }
  void close_to_public(const DatabaseName& database) override {
    server_.change([&](MemoryState& state) { state.databases.at(database).acl.erase(kPublic); });
  }
  void forbid_connections(const DatabaseName& database) override {
    server_.change(
        [&](MemoryState& state) { state.databases.at(database).allows_connections = false; });
  }
  void hold_lock_elsewhere(const std::string& key) override {
    server_.change([&](MemoryState& state) { state.locked_elsewhere.insert(key); });
  }

 private:
  MemoryServer server_;
};

bool writes_something(const std::string& line) {
  for (const char* word : {"CREATE ", "ALTER ", "GRANT ", "REVOKE ", "COMMENT "})
    if (line.find(std::string("statement: ") + word) != std::string::npos) return true;
  return false;
}

class RealUnderTest : public ServerUnderTest {
 public:
  RealUnderTest() : server_(fresh(postgres_.address())) {}

  DatabaseServer& server() override { return *server_; }
  std::size_t writes() override {
    std::size_t count = 0;
    std::string line;
    for (const char c : postgres_.log()) {
      if (c != '\n') {
        line += c;
        continue;
      }
      count += writes_something(line) ? 1u : 0u;
      line.clear();
    }
    return count;
  }
  void use_plain_admin() override {
    static int count = 0;
    const std::string name = "adm" + std::to_string(++count);
    const Secret password("not secret");
    postgres_.run("postgres",
                  "CREATE ROLE " + name + " LOGIN CREATEDB CREATEROLE PASSWORD 'not secret'");
    server_ = fresh(postgres_.address(name, password));
  }
  void make_database(const DatabaseName& name, const RoleName& owner) override {
    postgres_.run("postgres", "CREATE DATABASE " + sql::identifier(name.str()) + " OWNER " +
                                  sql::identifier(owner.str()));
  }
  void make_table(const DatabaseName& database, const std::string& table,
                  const RoleName& owner) override {
    postgres_.run(database.str(), "CREATE TABLE public." + table +
                                      " (id int); ALTER TABLE public." + table + " OWNER TO " +
                                      sql::identifier(owner.str()));
  }
  void make_member(const RoleName& member, const RoleName& group) override {
    postgres_.run("postgres",
                  "GRANT " + sql::identifier(group.str()) + " TO " + sql::identifier(member.str()));
  }
  void allow_creating_roles(const RoleName& role) override {
    postgres_.run("postgres", "ALTER ROLE " + sql::identifier(role.str()) + " CREATEROLE");
  }
  void give_schema(const DatabaseName& database, const RoleName& owner) override {
    postgres_.run(database.str(), "ALTER SCHEMA public OWNER TO " + sql::identifier(owner.str()));
  }
  void rename_role(const RoleName& from, const RoleName& to) override {
    postgres_.run("postgres", "ALTER ROLE " + sql::identifier(from.str()) + " RENAME TO " +
                                  sql::identifier(to.str()));
  }
  void close_to_public(const DatabaseName& database) override {
    postgres_.run("postgres",
                  "REVOKE ALL ON DATABASE " + sql::identifier(database.str()) + " FROM PUBLIC");
  }
  void forbid_connections(const DatabaseName& database) override {
    postgres_.run("postgres",
                  "ALTER DATABASE " + sql::identifier(database.str()) + " ALLOW_CONNECTIONS false");
  }
  void hold_lock_elsewhere(const std::string& key) override {
    elsewhere_ = fresh(postgres_.address());
    auto held = elsewhere_->lock({key}, std::chrono::seconds(1));
    held_ = std::move(*held);
  }

 private:
  std::unique_ptr<PostgresServer> fresh(ServerAddress address) {
    return std::make_unique<PostgresServer>(std::move(address), clock_, entropy_);
  }

  PostgresFixture& postgres_ = shared_postgres();
  RealClock clock_;
  TestEntropy entropy_;
  std::unique_ptr<PostgresServer> server_;
  std::unique_ptr<PostgresServer> elsewhere_;
  std::unique_ptr<Locks> held_;
};

}  // namespace

std::unique_ptr<ServerUnderTest> memory_server_under_test() {
  return std::make_unique<MemoryUnderTest>();
}

std::unique_ptr<ServerUnderTest> real_server_under_test() {
  return std::make_unique<RealUnderTest>();
}

}  // namespace pgberth
