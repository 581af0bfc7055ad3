#pragma once

#include "tests/support/postgres_fixture.h"
#include "tests/support/process.h"
#include <string>
#include <vector>

namespace pgberth {

/// What a service's pods know.
struct ServiceLogin {
  std::string user;
  std::string password;
  std::string database;
};

/// What psql answers to `statements`, as the service on `postgres`; rows have '|' between columns.
Finished psql_as(const ServiceLogin& login, const std::string& statements,
                 const PostgresFixture& postgres);

/// The rows; throws std::runtime_error with what psql says.
std::vector<std::string> rows_as(const ServiceLogin& login, const std::string& statements,
                                 const PostgresFixture& postgres);

}  // namespace pgberth
