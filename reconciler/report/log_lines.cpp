#include "reconciler/report/log_lines.h"

#include "reconciler/report/describe.h"
#include "reconciler/report/json_parts.h"

#include <utility>

namespace pgberth {
namespace {

/// "2026-11-21T20:15:04.123Z".
std::string utc(LogTime at) {
  const auto whole = std::chrono::floor<std::chrono::milliseconds>(at);
  const auto day = std::chrono::floor<std::chrono::days>(whole);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{whole - day};
  const auto digits = [](auto number, std::size_t width) {
    std::string text = std::to_string(number);
    return text.insert(0, text.size() < width ? width - text.size() : 0, '0');
  };
  return digits(static_cast<int>(date.year()), 4) + "-" +
         digits(static_cast<unsigned>(date.month()), 2) + "-" +
         digits(static_cast<unsigned>(date.day()), 2) + "T" + digits(time.hours().count(), 2) +
         ":" + digits(time.minutes().count(), 2) + ":" + digits(time.seconds().count(), 2) + "." +
         digits(time.subseconds().count(), 3) + "Z";
}

Json line(LogTime at, std::string_view level, std::string_view event) {
  return {{"time", utc(at)}, {"level", level}, {"event", event}};
}

/// Pure ASCII, so that no text of others moves a reader's cursor.
std::string bytes_of_line(const Json& object) {
  return object.dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string_view level_of(Severity severity) {
  if (severity == Severity::Error) return "error";
  return severity == Severity::Warning ? "warning" : "info";
}

}  // namespace

std::string step_line(LogTime at, const Job& job, const Step& step, const Outcome& outcome) {
  const StepWords words = describe(step.action);
  Json object = line(at, outcome.result == StepResult::Failed ? "error" : "info", "step");
  object["action"] = words.action;
  object["name"] = words.name;
  object["result"] = to_string(outcome.result);
  object["reason"] = step.reason.str();
  object["server"] = job.server.str();
  object["database"] = text_or_null(job.database.str());
  object["at"] = to_string(step.asked_at);
  object["claims"] = ids_json(*step.for_claims);
  if (outcome.error) object["error"] = error_object(*outcome.error);
  return bytes_of_line(object);
}

std::string finding_line(LogTime at, const Finding& finding, bool gone) {
  Json object =
      line(at, gone ? "info" : level_of(finding.severity()), gone ? "finding_gone" : "finding");
  object["code"] = to_string(finding.code);
  object["text"] = finding.what;
  object["at"] = to_string(finding.where);
  object["hint"] = text_or_null(finding.hint);
  object["claims"] = ids_json(finding.claims);
  return bytes_of_line(object);
}

std::string pass_line(LogTime at, const PassFigures& figures) {
  Json object = line(at, figures.complete ? "info" : "warning", "pass");
  Json environments = Json::array();
  for (const EnvironmentName& name : figures.environments) environments.push_back(name.str());
  object["environments"] = std::move(environments);
  object["commit"] = text_or_null(figures.commit);
  object["milliseconds"] = figures.took.count();
  object["claims"] = figures.claims;
  object["steps"] = figures.steps;
  object["findings"] = figures.findings;
  object["complete"] = figures.complete;
  return bytes_of_line(object);
}

std::string event_line(LogTime at, std::string_view event, const std::string& text) {
  Json object = line(at, "info", event);
  object["text"] = text;
  return bytes_of_line(object);
}

}  // namespace pgberth
