#pragma once

#include "reconciler/adapters/postgres/postgres_server.h"

#include <gtest/gtest.h>

#include "tests/support/checks.h"
#include "tests/support/postgres_fixture.h"
#include <string>
#include <vector>

namespace pgberth {

inline const Secret kPassword("x");

inline ServerWork gen3_work(const std::string& name) {
  return {.databases = {{DatabaseName(name), {RoleName(name)}}},
          .creates = {DatabaseName(name)},
          .templates = {DatabaseName("template1")},
          .new_roles = {RoleName(name)},
          .extensions = {{"plpgsql", true}, {"no_such_extension", false}}};
}

inline ServerWork owned_work(const std::string& name) {
  ServerWork work = gen3_work(name);
  work.databases.begin()->second.insert(RoleName(name + "_owner"));
  work.new_roles.insert(RoleName(name + "_owner"));
  work.owners = {{DatabaseName(name), RoleName(name + "_owner")}};
  return work;
}

/// A Postgres on which each test makes admins of its own.
class DoctorTest : public testing::Test {
 protected:
  static PostgresFixture& own_postgres() {
    static PostgresFixture server;
    return server;
  }
  /// An admin made by these statements, in which ADMIN stands for the name.
  std::string admin(std::string statements) {
    static int number = 0;
    const std::string name = "Adm \"" + std::to_string(++number);
    const std::string quoted = "\"Adm \"\"" + std::to_string(number) + "\"";
    for (std::size_t at = 0; (at = statements.find("ADMIN_", at)) != std::string::npos;)
      statements.replace(at, 6, quoted);
    postgres_.run("postgres", statements);
    quoted_ = quoted;
    return name;
  }
  std::vector<Check> examined(const std::string& user, const ServerWork& work) {
    ServerAddress address = postgres_.address(user, kPassword);
    address.patience.retries = std::chrono::milliseconds(1);
    PostgresServer server(std::move(address), clock_, entropy_);
    return server.examine(work);
  }
  /// What such an admin lacks, with ADMIN_ for the name again.
  std::vector<std::string> missing(const std::string& statements, const ServerWork& work) {
    std::vector<std::string> told = lacks(examined(admin(statements), work));
    for (std::string& each : told)
      for (std::size_t at = 0; (at = each.find(quoted_, at)) != std::string::npos;)
        each.replace(at, quoted_.size(), "ADMIN_");
    return told;
  }

  PostgresFixture& postgres_ = own_postgres();
  RealClock clock_;
  TestEntropy entropy_;
  std::string quoted_{};  ///< The admin that was made last, as SQL writes it.
};

inline const std::string kPlain = "CREATE ROLE ADMIN_ LOGIN CREATEDB CREATEROLE PASSWORD 'x';";

}  // namespace pgberth
