#include "reconciler/report/escape.h"
#include "reconciler/report/report.h"
#include "reconciler/report/report_parts.h"

#include <array>

namespace pgberth {
namespace {

/// kind, where, name, owner, detail, at.
using Line = std::array<std::string, 6>;

std::string line_of(const Line& fields) {
  std::string text;
  for (const std::string& field : fields)
    text += (&field == fields.data() ? "" : ",") + csv_field(field);
  return text + "\n";
}

std::string server_lines(const Unclaimed::Server& server) {
  std::string text;
  for (const Unclaimed::Database& database : server.databases)
    text += line_of({kind_of(database), server.address, database.name.str(), database.owner.str(),
                     detail_of(database), ""});
  for (const Unclaimed::Role& role : server.roles)
    text += line_of({"role", server.address, role.name.str(), "", detail_of(role), ""});
  return text;
}

std::string incomplete_line(const Unclaimed::Incomplete& incomplete) {
  const std::string missing = detail_of(incomplete);
  return line_of(
      {"credential", incomplete.claim->server.str(), incomplete.claim->id.str(), "",
       std::string(to_string(incomplete.state)) + (missing.empty() ? "" : ", ") + missing,
       to_string(incomplete.claim->asked_at)});
}

}  // namespace

std::string report_csv(const PassReport& report) {
  const Unclaimed found = unclaimed_of(report);
  std::string text = line_of({"kind", "where", "name", "owner", "detail", "at"});
  for (const Unclaimed::Server& server : found.servers) text += server_lines(server);
  for (const EntryRef& entry : found.entries)
    text += line_of({"entry", to_string(entry.store), *entry.path, "", "", ""});
  for (const Unclaimed::Incomplete& incomplete : found.incomplete)
    text += incomplete_line(incomplete);
  for (const auto& [what, error] : found.not_listed)
    text += line_of({"not listed", what, "", "", finding_of(error).what, ""});
  if (!found.all_read)
    text += line_of({"not listed", "values", "", "", std::string(kNotAllRead), ""});
  return text;
}

}  // namespace pgberth
