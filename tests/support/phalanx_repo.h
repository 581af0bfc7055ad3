#pragma once

#include "reconciler/desired/environment.h"

#include <map>
#include <string>

namespace pgberth::testing {

/// Where today's layout keeps what Postgres is asked for in `prod`, and the rules of its passwords.
constexpr const char* kValues = "applications/postgres/values-prod.yaml";
constexpr const char* kRules = "applications/postgres/secrets.yaml";

/// A section of a service `x`, and the rule that makes its password.
constexpr const char* kOwn = "x_db: {user: x, db: x}\n";
constexpr const char* kOwnRule = "x_password: {generate: {type: password}}\n";

/// "file:line:column".
inline std::string at(const char* file, const std::string& place) {
  return std::string(file) + ":" + place;
}

/// The files of a repository, by their paths.
using RepoFiles = std::map<std::string, std::string>;

/// A repository of today's layout with one environment, `prod`: Postgres is on and asks for
/// nothing yet. `tickets`, `logbook` and `plots` are applications that are on, `idle` is off.
RepoFiles today_repo();

/// The same with `values` as the values of Postgres in `prod`, and `rules` as its secrets.yaml.
RepoFiles today_repo(const std::string& values, const std::string& rules);

/// A repository of the oldest layout whose Postgres has `values` in environment `prod`.
RepoFiles old_repo(const std::string& values);

/// What environment `prod` asks for; `options` is the YAML of a mapping.
Desired read_repo(const RepoFiles& files, const std::string& options = "");
Desired read_repo(const RepoFiles& files, const EnvironmentSettings& settings);

/// The claim of section `name`; fails the test when there is none.
const Claim& section_claim(const Desired& desired, const std::string& name);

/// "authority vault secret/prod/postgres logbook_password added" of each place, one a line.
std::string places(const Claim& claim);

}  // namespace pgberth::testing
