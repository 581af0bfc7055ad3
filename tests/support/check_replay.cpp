#include "tests/support/check_replay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace pgberth::testing {
namespace {

using Facts = std::map<std::string, std::string>;

const std::string kKubernetes = "kubernetes ";
const std::string kAws = "aws ";

std::string text_of(const Facts& facts, const std::string& what) {
  const auto found = facts.find(what);
  return found == facts.end() ? "" : found->second;
}

std::vector<std::string> services_of(const Facts& facts) {
  std::istringstream listed(text_of(facts, "services"));
  std::vector<std::string> all;
  for (std::string name; std::getline(listed >> std::ws, name, ',');) all.push_back(name);
  return all;
}

/// A constant; what only an entry or the admin's login can say is blank, as Helm renders it.
std::string constant_in(const Facts& facts, const std::string& field) {
  const std::string text = text_of(facts, field);
  return text == "as its entry says" || text.starts_with("the admin login's ") ? "" : text;
}

/// Of "HOST:PORT as USER" the host; "ENTRY#KEY" where a key of an entry says it, as in "(KEY of
/// STORE ENTRY):PORT as USER" and "KEY, KEY, KEY of STORE ENTRY".
std::string host_in(const std::string& server) {
  const auto of = server.find(" of ");
  const bool host_alone = server.starts_with("(");
  if (of == std::string::npos || (!host_alone && server.find(':') < of))
    return server.substr(0, server.find_first_of(": "));
  const std::string keys = server.substr(host_alone ? 1 : 0, of);
  const std::string key = keys.substr(0, keys.find_first_of(", "));
  const std::string entry = server.substr(of + 4, server.find(')') - of - 4);
  const char before_name = entry.starts_with(kKubernetes) ? '/' : ' ';
  return entry.substr(entry.find(before_name) + 1) + "#" + key;
}

bool may_be_made(const std::string& part) {
  return part.ends_with("created when missing") || part.ends_with("missing keys are added");
}

Row row_of(const std::string& service, const Facts& facts) {
  std::string secret;
  std::string entry;
  std::string path;
  for (const auto& [what, text] : facts) {
    if (what.starts_with(kKubernetes) && what.ends_with("/" + service + "-dbcreds")) secret = text;
    if (!what.starts_with(kAws)) continue;
    entry = text;
    path = what.substr(kAws.size());
  }
  const bool created = text_of(facts, "asked to create") == "yes";
  return {{"chart", service},
          {"database", constant_in(facts, "database")},
          {"username", constant_in(facts, "username")},
          {"port", constant_in(facts, "port")},
          {"host", constant_in(facts, "host")},
          {"local_secret", may_be_made(secret) ? "1" : "0"},
          {"bootstrap", may_be_made(entry) ? "1" : "0"},
          {"push_remote_key", may_be_made(entry) ? path : ""},
          {"es_remote_key", secret.starts_with("mirror") ? path : ""},
          {"job", created ? "1" : "0"},
          {"job_PGHOST", created ? host_in(text_of(facts, "server")) : ""}};
}

std::string text_or_blank(const nlohmann::json& text) {
  return text.is_null() ? "" : text.get<std::string>();
}

}  // namespace

CheckReplay::Told CheckReplay::take(const nlohmann::json& environment) {
  Told told;
  EXPECT_TRUE(environment.at("notCompared").empty());
  const auto of_kind = [&](const std::string& kind, auto use) {
    for (const auto& claim : environment.at("claims"))
      if (claim.at("change") == kind) (this->*use)(claim, told);
  };
  of_kind("noLongerDeclared", &CheckReplay::drop);
  of_kind("changed", &CheckReplay::change);
  of_kind("new", &CheckReplay::add);
  return told;
}

void CheckReplay::add(const nlohmann::json& claim, Told& told) {
  const std::string id = claim.at("id");
  Facts facts;
  for (const auto& fact : claim.at("facts")) facts[fact.at("what")] = fact.at("text");
  for (const std::string& service : services_of(facts)) told[service].insert("new");
  EXPECT_TRUE(claims_.emplace(id, facts).second) << id << " is told to be new, and is not";
}

void CheckReplay::change(const nlohmann::json& claim, Told& told) {
  const std::string id = claim.at("id");
  const std::string was = claim.at("was").is_null() ? id : claim.at("was").get<std::string>();
  auto known = claims_.extract(was);
  if (known.empty()) {
    ADD_FAILURE() << was << " is told to have changed, and was never told of";
    return;
  }
  Facts& facts = known.mapped();
  std::vector<std::string> services = services_of(facts);
  std::set<std::string> what_changed;
  for (const auto& one : claim.at("differences")) {
    const std::string what = one.at("what");
    EXPECT_EQ(text_of(facts, what), text_or_blank(one.at("before"))) << id << " " << what;
    what_changed.insert(what);
    if (one.at("after").is_null())
      facts.erase(what);
    else
      facts[what] = one.at("after");
  }
  std::ranges::copy(services_of(facts), std::back_inserter(services));
  for (const std::string& service : services) told[service].merge(std::set(what_changed));
  known.key() = id;
  EXPECT_TRUE(claims_.insert(std::move(known)).inserted) << id << " is another claim's name";
}

void CheckReplay::drop(const nlohmann::json& claim, Told& told) {
  const std::string id = claim.at("id");
  const auto known = claims_.extract(id);
  if (known.empty()) {
    ADD_FAILURE() << id << " is told to be declared no longer, and was never told of";
    return;
  }
  for (const std::string& service : services_of(known.mapped()))
    told[service].insert("no longer declared");
}

Table CheckReplay::rows() const {
  Table table;
  for (const auto& [id, facts] : claims_)
    for (const std::string& service : services_of(facts)) {
      EXPECT_FALSE(table.contains(service)) << service << " has two claims";
      table[service] = row_of(service, facts);
    }
  return table;
}

std::set<std::string> differing(const Table& before, const Table& after) {
  std::set<std::string> services;
  for (const auto& [service, row] : before) {
    const auto other = after.find(service);
    if (other == after.end() || other->second != row) services.insert(service);
  }
  for (const auto& [service, row] : after)
    if (!before.contains(service)) services.insert(service);
  return services;
}

void expect_same(const Table& expected, const Table& actual) {
  for (const std::string& service : differing(expected, actual)) {
    const auto one = expected.find(service);
    const auto other = actual.find(service);
    if (one == expected.end() || other == actual.end()) {
      ADD_FAILURE() << service << (one == expected.end() ? ": is not there" : ": was not told of");
      continue;
    }
    for (const auto& [column, cell] : one->second)
      EXPECT_EQ(other->second.at(column), cell) << service << " " << column;
  }
}

bool want_one_object(const Table& rows) {
  std::map<std::string, std::string> role_of;
  std::set<std::string> roles;
  for (const auto& [service, row] : rows) {
    const std::string& database = row.at("database");
    const std::string& role = row.at("username");
    if (!database.empty() && !role_of.emplace(database, role).second) return true;
    if (!role.empty() && !roles.insert(role).second) return true;
  }
  return false;
}

void expect_nothing_needless(const CheckReplay::Told& told, const Table& before,
                             const Table& after) {
  const std::map<std::string, std::string> columns{{"database", "database"},
                                                   {"username", "username"},
                                                   {"host", "host"},
                                                   {"port", "port"},
                                                   {"asked to create", "job"}};
  for (const auto& [service, facts] : told) {
    const auto old_row = before.find(service);
    const auto new_row = after.find(service);
    if (old_row == before.end() || new_row == after.end()) continue;
    for (const std::string& fact : facts) {
      SCOPED_TRACE(std::string(service).append(": ").append(fact));
      if (const auto column = columns.find(fact); column != columns.end()) {
        const std::string& cell = new_row->second.at(column->second);
        // Blank where an entry tells it, and where the admin's own does.
        EXPECT_TRUE(cell.empty() || cell != old_row->second.at(column->second));
      } else if (old_row->second == new_row->second) {
        // The Job's port and user have no column, only its host has.
        EXPECT_EQ(fact, "server");
        EXPECT_EQ(new_row->second.at("job"), "1");
      }
    }
  }
}

}  // namespace pgberth::testing
