#include "reconciler/report/map.h"

#include "reconciler/report/escape.h"
#include "reconciler/report/summary.h"
#include "reconciler/report/table.h"
#include "reconciler/report/use_map.h"

#include <set>
#include <vector>

namespace pgberth {
namespace {

std::string title_of(const UseMap::Kept& entry) {
  return to_string(entry.ref) + (entry.environment.empty() ? "" : "  (" + entry.environment + ")");
}

Row heading(const std::string& text, const Look& look) {
  return {Cell(text, [&](const std::string& shown) { return look.paint.bold(shown); })};
}

std::string standing(const Claim& claim) {
  if (claim.blocked) return "blocked by an error";
  return claim.selected ? "" : "not selected";
}

void add_use(const UseMap& map, const UseMap::Use& use, std::vector<Row>& rows) {
  rows.push_back({Cell("    credential"), Cell(use.claim->id.str()),
                  Cell(use.username.empty() ? "" : "as " + use.username),
                  Cell(standing(*use.claim))});
  for (const auto& [service, at] : use.claim->services)
    rows.push_back({Cell("      service"), Cell(service.str()), Cell(to_string(at))});
  for (const auto& [part, entry] : use.entries)
    rows.push_back(
        {Cell("      " + std::string(to_string(part))), Cell(to_string(map.entries[entry].ref))});
}

/// A service that uses several databases; of others the list by database has said all.
void add_service(const UseMap& map, const UseMap::Service& service, const Look& look,
                 std::vector<Row>& rows) {
  std::set<std::size_t> databases;
  for (const std::size_t claim : service.claims) databases.insert(map.claims[claim].database);
  if (databases.size() < 2) return;
  rows.push_back(heading("service " + service.name + " of " + service.environment, look));
  for (const std::size_t database : databases)
    rows.push_back({Cell("  database"), Cell(name_of(map.databases[database])),
                    Cell("on " + map.databases[database].server)});
}

/// An entry that several credentials stand in.
void add_shared(const UseMap& map, const UseMap::Kept& entry, const Look& look,
                std::vector<Row>& rows) {
  if (entry.claims.size() < 2) return;
  rows.push_back(heading("entry " + title_of(entry), look));
  for (const std::size_t claim : entry.claims)
    rows.push_back({Cell("  credential"), Cell(map.claims[claim].claim->id.str())});
}

/// A node with a fixed name and a label in quotes.
std::string node(char kind, std::size_t index, const std::string& label, const char* open,
                 const char* close) {
  return "  " + std::string(1, kind) + std::to_string(index) + open + "\"" + label + "\"" + close +
         "\n";
}

std::string edge(char from, std::size_t i, const std::string& arrow, char to, std::size_t j) {
  return "  " + std::string(1, from) + std::to_string(i) + " " + arrow + " " + std::string(1, to) +
         std::to_string(j) + "\n";
}

std::string mermaid_nodes(const UseMap& map) {
  std::string text;
  for (std::size_t i = 0; i < map.services.size(); ++i)
    text += node(
        's', i,
        mermaid_text(map.services[i].name) + "<br/>" + mermaid_text(map.services[i].environment),
        "(", ")");
  for (std::size_t i = 0; i < map.claims.size(); ++i) {
    const UseMap::Use& use = map.claims[i];
    const std::string also = standing(*use.claim);
    text += node('c', i,
                 mermaid_text(use.claim->id.str()) +
                     (use.username.empty() ? "" : "<br/>as " + mermaid_text(use.username)) +
                     (also.empty() ? "" : "<br/>" + mermaid_text(also)),
                 "[", "]");
  }
  for (std::size_t i = 0; i < map.databases.size(); ++i)
    text += node(
        'd', i,
        mermaid_text(name_of(map.databases[i])) + "<br/>" + mermaid_text(map.databases[i].server),
        "[(", ")]");
  for (std::size_t i = 0; i < map.entries.size(); ++i)
    text += node('e', i, mermaid_text(title_of(map.entries[i])), "[/", "/]");
  return text;
}

}  // namespace

std::string map_text(const Claims& claims, const Look& look) {
  const UseMap map = use_map_of(claims);
  std::vector<Row> rows;
  const std::string* server = nullptr;
  for (const UseMap::Database& database : map.databases) {
    if (server == nullptr || *server != database.server)
      rows.push_back(heading("server " + database.server, look));
    server = &database.server;
    rows.push_back({Cell("  database " + name_of(database),
                         [&](const std::string& shown) { return look.paint.green(shown); })});
    for (const std::size_t claim : database.claims) add_use(map, map.claims[claim], rows);
  }
  for (const UseMap::Service& service : map.services) add_service(map, service, look, rows);
  for (const UseMap::Kept& entry : map.entries) add_shared(map, entry, look, rows);
  const std::string numbers =
      counted(map.services.size(), "service") + ", " + counted(map.claims.size(), "credential") +
      ", " + counted(map.databases.size(), "database") + ", " + std::to_string(map.entries.size()) +
      (map.entries.size() == 1 ? " entry" : " entries");
  return aligned(rows) + look.paint.bold(numbers) + "\n";
}

std::string map_mermaid(const Claims& claims) {
  const UseMap map = use_map_of(claims);
  std::string text = "flowchart LR\n" + mermaid_nodes(map);
  for (std::size_t i = 0; i < map.claims.size(); ++i) {
    const UseMap::Use& use = map.claims[i];
    for (const std::size_t service : use.services) text += edge('s', service, "-->", 'c', i);
    text += edge('c', i, "==>", 'd', use.database);
    for (const auto& [part, entry] : use.entries)
      text += edge('c', i, "-. " + std::string(to_string(part)) + " .->", 'e', entry);
  }
  return text;
}

}  // namespace pgberth
