#include "reconciler/report/environments.h"

#include "reconciler/report/escape.h"
#include "reconciler/report/findings_text.h"
#include "reconciler/report/json_parts.h"
#include "reconciler/report/summary.h"
#include "reconciler/report/table.h"

#include <utility>

namespace pgberth {
namespace {

/// One line for each value; those that are not known have none.
void add(std::vector<Row>& rows, std::string what, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    if (value.empty()) continue;
    rows.push_back({Cell(" "), Cell(what), Cell(value)});
    what.clear();
  }
}

std::string text_of(const ListedEnvironment& one, const Look& look) {
  std::vector<std::string> overlays;
  if (!one.overlays.empty())
    overlays = {"beside the files, from " + to_string(one.overlays.front())};
  std::vector<Row> rows;
  add(rows, "release", {one.release});
  add(rows, "namespace", one.namespaces);
  add(rows, "cluster", {one.cluster});
  add(rows, "project", {one.project});
  add(rows, "chart", {one.chart_version});
  add(rows, "folder", {one.folder});
  add(rows, "files", one.files);
  add(rows, "values", overlays);
  add(rows, "found at", {to_string(one.at)});
  return look.paint.bold(printable(one.name)) + "  " + printable(one.dialect) +
         (one.whole ? "" : look.paint.yellow("  not whole")) + "\n" + aligned(rows);
}

Json json_of(const ListedEnvironment& one) {
  Json overlays = Json::array();
  for (const SourcePos& pos : one.overlays) overlays.push_back(position_json(pos));
  return {{"name", one.name},
          {"dialect", one.dialect},
          {"release", text_or_null(one.release)},
          {"namespaces", one.namespaces},
          {"folder", text_or_null(one.folder)},
          {"files", one.files},
          {"overlays", std::move(overlays)},
          {"chartVersion", text_or_null(one.chart_version)},
          {"cluster", text_or_null(one.cluster)},
          {"project", text_or_null(one.project)},
          {"at", position_json(one.at)},
          {"whole", one.whole}};
}

}  // namespace

std::string environments_text(const std::vector<ListedEnvironment>& environments,
                              const Findings& findings, const Look& look) {
  std::string text;
  for (const ListedEnvironment& one : environments) text += text_of(one, look);
  Summary summary;
  count(findings, summary);
  return text + findings_text(findings, {}, look) +
         look.paint.bold(counted(environments.size(), "environment") + ", " +
                         findings_line(summary)) +
         "\n";
}

std::string environments_json(const std::vector<ListedEnvironment>& environments,
                              const Findings& findings) {
  Json listed = Json::array();
  for (const ListedEnvironment& one : environments) listed.push_back(json_of(one));
  return bytes_of({{"schema", "pgberth/environments/v1"},
                   {"environments", std::move(listed)},
                   {"findings", findings_json(findings, {})}});
}

}  // namespace pgberth
