#pragma once

#include <nlohmann/json.hpp>

#include "tests/support/values_conformance.h"
#include <map>
#include <set>
#include <string>
#include <vector>

namespace pgberth::testing {

/// All that checks told of one environment, one commit after the other: what each check tells is
/// changed in what the checks before it told. Where no check leaves out or makes up anything, the
/// outcome is what the last commit asks for, though nobody read its values as a whole.
class CheckReplay {
 public:
  /// Service to what was told of it: names of facts, and "new" or "no longer declared".
  using Told = std::map<std::string, std::set<std::string>>;

  /// Takes over one environment of a check's JSON. Fails the test where that contradicts what was
  /// told before.
  Told take(const nlohmann::json& environment);

  /// In the columns of `expected.tsv`, one row for each service.
  Table rows() const;

 private:
  using Facts = std::map<std::string, std::string>;

  void add(const nlohmann::json& claim, Told& told);
  void change(const nlohmann::json& claim, Told& told);
  void drop(const nlohmann::json& claim, Told& told);

  std::map<std::string, Facts> claims_{};
};

/// The services whose rows differ.
std::set<std::string> differing(const Table& before, const Table& after);

/// Fails the test for each cell that differs.
void expect_same(const Table& expected, const Table& actual);

/// Fails the test where something is told of a service that is no difference between these tables.
void expect_nothing_needless(const CheckReplay::Told& told, const Table& before,
                             const Table& after);

/// Whether Helm would give one database to two roles, or one role to two Secrets with a password
/// each: rendered by the charts, and refused by pgberth.
bool want_one_object(const Table& rows);

}  // namespace pgberth::testing
