#include "tests/support/service_login.h"

#include <sstream>
#include <stdexcept>

namespace pgberth {

Finished psql_as(const ServiceLogin& login, const std::string& statements,
                 const PostgresFixture& postgres) {
  return run({"psql", "-XAtq", "-h", "127.0.0.1", "-p", postgres.port(), "-U", login.user, "-d",
              login.database, "-v", "ON_ERROR_STOP=1", "-c", statements},
             {{"PGPASSWORD", login.password}, {"PGSSLMODE", "disable"}});
}

std::vector<std::string> rows_as(const ServiceLogin& login, const std::string& statements,
                                 const PostgresFixture& postgres) {
  const Finished psql = psql_as(login, statements, postgres);
  if (psql.exit_code != 0) throw std::runtime_error(psql.err);
  std::vector<std::string> rows;
  std::istringstream lines(psql.out);
  for (std::string line; std::getline(lines, line);) rows.push_back(line);
  return rows;
}

}  // namespace pgberth
