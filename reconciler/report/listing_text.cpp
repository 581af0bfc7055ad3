#include "reconciler/report/listing_text.h"

#include "reconciler/base/overloaded.h"
#include "reconciler/report/escape.h"
#include "reconciler/report/findings_text.h"
#include "reconciler/report/summary.h"
#include "reconciler/report/table.h"

namespace pgberth {
namespace {

std::string words_of(const Source& source) {
  return std::visit(overloaded{
                        [](const Text& text) { return text.text; },
                        [](const Given& given) { return "(values, " + to_string(given.at) + ")"; },
                        [](const Stored&) { return std::string("(as the entry says)"); },
                        [](const KeyRef& ref) {
                          return "(key " + *ref.key + " of " + to_string(ref.entry) + ")";
                        },
                        [](const FromAdmin& admin) {
                          return "(" + std::string(to_string(admin.field)) + " of the admin login)";
                        },
                        [](const Generated& drawn) {
                          return "(generated, " + std::to_string(drawn.length) + " characters)";
                        },
                        [](const Shared<UrlOf>&) { return std::string("(URL of the rest)"); },
                    },
                    source);
}

Row row_of(const std::string& what, const std::string& value) {
  return {Cell(" "), Cell(what), Cell(value)};
}

void add_document(const Document& document, std::vector<Row>& rows) {
  for (const auto& [field, source] : document)
    rows.push_back(row_of(std::string(to_string(field)), words_of(source)));
}

std::string claim_text(const Claim& claim, const Look& look) {
  const std::string text =
      look.paint.bold(printable(claim.id.str())) +
      (claim.blocked ? look.paint.red("  blocked by an error") : "") +
      (claim.selected ? "" : "  not selected") +
      (claim.asked_at.known() ? "  " + printable(to_string(claim.asked_at)) : "") + "\n";
  std::vector<Row> rows;
  std::string services;
  for (const auto& [service, at] : claim.services)
    services += (services.empty() ? "" : ", ") + service.str();
  rows.push_back(row_of("services", services));
  rows.push_back(row_of("server", claim.server.str()));
  add_document(claim.credential, rows);
  rows.push_back(row_of("create", claim.create_asked ? "asked for" : "not asked for"));
  for (const Place& place : claim.places)
    rows.push_back(row_of(std::string(to_string(place.part)),
                          to_string(place.entry) + (place.may_create() ? "" : "  (must exist)")));
  return text + aligned(rows);
}

std::string claims_text(const Claims& claims, const Look& look) {
  std::string text;
  for (const auto& [id, claim] : claims.claims) text += claim_text(claim, look);
  for (const auto& [id, server] : claims.servers) {
    text += look.paint.bold("server " + printable(id.str())) + "\n";
    std::vector<Row> rows;
    add_document(server.admin, rows);
    text += aligned(rows);
  }
  return text;
}

std::string listing(const Claims& claims, const Findings& findings, const Look& look) {
  Summary summary;
  count(findings, summary);
  return claims_text(claims, look) + findings_text(findings, claims, look) +
         look.paint.bold(counted(claims.claims.size(), "credential") + ", " +
                         findings_line(summary)) +
         "\n";
}

std::string keys_text(const Entry& entry) {
  std::string keys;
  for (const auto& [key, datum] : entry.keys) {
    keys += (keys.empty() ? "" : ", ") + key;
    if (datum.sentinel)
      keys += " (placeholder)";
    else if (datum.empty)
      keys += " (empty)";
  }
  return keys;
}

std::string_view words_of(Presence presence) {
  switch (presence) {
    case Presence::Absent:
      return "absent";
    case Presence::Present:
      return "present";
    case Presence::PendingDeletion:
      return "pending deletion";
    case Presence::NoVersion:
      return "no version";
    case Presence::SoftDeleted:
      return "soft-deleted";
    case Presence::Unreadable:
      break;
  }
  return "unreadable";
}

std::string inside_words(const DatabaseSeen& database) {
  if (!database.inside)
    return "not looked into" + (database.not_looked.empty() ? "" : ": " + database.not_looked);
  const Inside& inside = *database.inside;
  std::string words = "schema public of " + inside.schema_owner.str();
  for (const std::string& extension : inside.extensions) words += ", " + extension;
  return words;
}

void add_catalogue(const Catalogue& catalogue, std::vector<Row>& rows) {
  rows.push_back(row_of("version", std::to_string(catalogue.version / 10000) + "." +
                                       std::to_string(catalogue.version % 10000)));
  rows.push_back(row_of("admin", catalogue.admin.str()));
  if (catalogue.read_only) rows.push_back(row_of("read-only", "yes"));
  for (const auto& [name, role] : catalogue.roles)
    rows.push_back(row_of("role", name.str() + (role.login ? "" : "  (no login)") +
                                      (role.privileged() ? "  (privileged)" : "")));
  for (const auto& [name, database] : catalogue.databases)
    rows.push_back({Cell(" "), Cell("database"), Cell(name.str()),
                    Cell("owner " + database.owner.str()), Cell(inside_words(database))});
}

}  // namespace

std::string desired_text(const Desired& desired, const Look& look) {
  return listing(desired.claims, desired.findings, look);
}

std::string resolved_text(const PassReport& report, const Look& look) {
  return listing(report.resolved, report.findings, look);
}

std::string observed_text(const PassReport& report, const Look& look) {
  std::vector<Row> rows;
  for (const auto& [ref, entry] : report.state.entries)
    rows.push_back({Cell(to_string(ref)), Cell(std::string(words_of(entry.presence))),
                    Cell(entry.detail.empty() ? keys_text(entry) : entry.detail)});
  std::string text = aligned(rows);
  for (const auto& [id, seen] : report.state.servers) {
    text += look.paint.bold("server " + printable(id.str())) +
            (seen ? "  " + printable(seen->address) : "") + "\n";
    std::vector<Row> server_rows;
    if (seen) add_catalogue(*seen, server_rows);
    text += seen ? aligned(server_rows) : error_text(seen.error(), look);
  }
  return text + findings_text(report.findings, report.resolved, look);
}

std::string validation_text(const Desired& desired, const Look& look) {
  Summary summary;
  count(desired.findings, summary);
  return findings_text(desired.findings, desired.claims, look) +
         look.paint.bold(counted(desired.claims.claims.size(), "credential") + " asked for, " +
                         findings_line(summary)) +
         "\n";
}

}  // namespace pgberth
