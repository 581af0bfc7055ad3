#include "reconciler/report/checkup_report.h"
#include "reconciler/report/json_parts.h"

namespace pgberth {
namespace {

Json checks_json(const std::vector<Check>& checks) {
  Json array = Json::array();
  for (const Check& check : checks)
    array.push_back({{"about", check.about},
                     {"verdict", to_string(check.verdict)},
                     {"seen", text_or_null(check.seen)},
                     {"cure", text_or_null(check.cure)}});
  return array;
}

Json servers_json(const std::vector<Examined>& servers) {
  Json array = Json::array();
  for (const Examined& server : servers)
    array.push_back({{"address", server.what},
                     {"servers", Json(server.names)},
                     {"who", text_or_null(server.who())},
                     {"checks", checks_json(server.checks)}});
  return array;
}

Json stores_json(const std::vector<Examined>& stores) {
  Json array = Json::array();
  for (const Examined& store : stores)
    array.push_back({{"store", store.what},
                     {"who", text_or_null(store.who())},
                     {"checks", checks_json(store.checks)}});
  return array;
}

}  // namespace

std::string checkup_json(const CheckupReport& report) {
  return bytes_of({{"schema", "pgberth/doctor/v1"},
                   {"servers", servers_json(report.servers)},
                   {"stores", stores_json(report.stores)},
                   {"lookedAtAll", looked_at_all(report)},
                   {"findings", findings_json(report.findings, report.claims)}});
}

}  // namespace pgberth
