#pragma once

#include "reconciler/model/server.h"

#include <memory>
#include <string>

namespace pgberth {

/// A server under the contract tests, with what they need beside the port itself: the hands of
/// other people.
class ServerUnderTest {
 public:
  virtual ~ServerUnderTest() = default;

  virtual DatabaseServer& server() = 0;
  /// What is logged of writing statements, or their number: grows exactly when something is
  /// written.
  virtual std::size_t writes() = 0;

  /// From here on the port is worked by a `CREATEDB CREATEROLE` role that is no superuser.
  virtual void use_plain_admin() = 0;
  virtual void make_database(const DatabaseName& name, const RoleName& owner) = 0;
  virtual void make_table(const DatabaseName& database, const std::string& table,
                          const RoleName& owner) = 0;
  virtual void make_member(const RoleName& member, const RoleName& group) = 0;
  virtual void allow_creating_roles(const RoleName& role) = 0;
  virtual void give_schema(const DatabaseName& database, const RoleName& owner) = 0;
  virtual void rename_role(const RoleName& from, const RoleName& to) = 0;
  virtual void close_to_public(const DatabaseName& database) = 0;
  virtual void forbid_connections(const DatabaseName& database) = 0;
  virtual void hold_lock_elsewhere(const std::string& key) = 0;
};

std::unique_ptr<ServerUnderTest> memory_server_under_test();
std::unique_ptr<ServerUnderTest> real_server_under_test();

}  // namespace pgberth
