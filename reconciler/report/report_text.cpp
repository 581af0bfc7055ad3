#include "reconciler/report/findings_text.h"
#include "reconciler/report/report.h"
#include "reconciler/report/report_parts.h"
#include "reconciler/report/summary.h"
#include "reconciler/report/table.h"

namespace pgberth {
namespace {

Row heading(const std::string& text, const Look& look) {
  return {Cell(text, [&](const std::string& shown) { return look.paint.bold(shown); })};
}

void add_server(const Unclaimed::Server& server, const Look& look, std::vector<Row>& rows) {
  std::string ids;
  for (const ServerId& id : server.ids) ids += (ids.empty() ? "" : ", ") + id.str();
  rows.push_back(heading("server " + server.address + "  (" + ids + ")", look));
  for (const Unclaimed::Database& database : server.databases)
    rows.push_back({Cell("  " + kind_of(database)), Cell(database.name.str()),
                    Cell("owner " + database.owner.str()), Cell(detail_of(database))});
  for (const Unclaimed::Role& role : server.roles)
    rows.push_back({Cell("  role"), Cell(role.name.str()), Cell(detail_of(role))});
  if (server.databases.empty() && server.roles.empty())
    rows.push_back({Cell("  all of it is declared")});
  if (server.nameless != 0)
    rows.push_back({Cell("  the names of " + counted(server.nameless, "credential") +
                         " that may live here are not known: what is above may be theirs")});
}

void add_entries(const std::vector<EntryRef>& entries, const Look& look, std::vector<Row>& rows) {
  const StoreId* store = nullptr;
  for (const EntryRef& entry : entries) {
    if (store == nullptr || *store != entry.store)
      rows.push_back(heading("store " + to_string(entry.store), look));
    store = &entry.store;
    rows.push_back({Cell("  entry"), Cell(*entry.path)});
  }
}

void add_incomplete(const Unclaimed::Incomplete& incomplete, const Look& look,
                    std::vector<Row>& rows) {
  const auto yellow = [&](const std::string& shown) { return look.paint.yellow(shown); };
  rows.push_back({Cell("  credential"), Cell(incomplete.claim->id.str()),
                  Cell(std::string(to_string(incomplete.state)), yellow),
                  Cell(detail_of(incomplete)), Cell(to_string(incomplete.claim->asked_at))});
}

std::string numbers(const Unclaimed& found) {
  std::size_t databases = 0;
  std::size_t roles = 0;
  for (const Unclaimed::Server& server : found.servers) {
    databases += server.databases.size();
    roles += server.roles.size();
  }
  std::string line =
      counted(databases, "database") + ", " + counted(roles, "role") + " and " +
      std::to_string(found.entries.size()) + (found.entries.size() == 1 ? " entry" : " entries") +
      " that nobody declares, " + counted(found.incomplete.size(), "credential") + " incomplete";
  if (!found.not_listed.empty())
    line += ", " + std::to_string(found.not_listed.size()) + " not listed";
  return line;
}

}  // namespace

std::string report_text(const PassReport& report, const Look& look) {
  const Unclaimed found = unclaimed_of(report);
  std::vector<Row> rows;
  for (const Unclaimed::Server& server : found.servers) add_server(server, look, rows);
  add_entries(found.entries, look, rows);
  if (!found.incomplete.empty()) rows.push_back(heading("incomplete", look));
  for (const Unclaimed::Incomplete& incomplete : found.incomplete)
    add_incomplete(incomplete, look, rows);
  std::string text = aligned(rows);
  for (const auto& [what, error] : found.not_listed) {
    Error told = error;
    told.what = what + " was not listed: " + told.what;
    text += error_text(told, look);
  }
  text += findings_text(report.findings, report.resolved, look);
  if (!found.all_read) text += look.paint.red(kNotAllRead) + "\n";
  return text + look.paint.bold(numbers(found)) + "\n";
}

}  // namespace pgberth
