#include "reconciler/service/metrics.h"

#include "reconciler/report/describe.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

constexpr std::array kStates{
    CredentialState::Blocked,   CredentialState::NotSelected, CredentialState::Unreadable,
    CredentialState::Sentinel,  CredentialState::Incomplete,  CredentialState::Disagreement,
    CredentialState::Stored,    CredentialState::InSync,      CredentialState::Mismatch,
    CredentialState::NotProved, CredentialState::FromCopy,    CredentialState::DatabaseOnly,
    CredentialState::Expected,  CredentialState::Missing,     CredentialState::Unknown};

prometheus::MetricFamily gauges(std::string name, std::string help) {
  prometheus::MetricFamily family;
  family.name = std::move(name);
  family.help = std::move(help);
  family.type = prometheus::MetricType::Gauge;
  return family;
}

using Labels = std::vector<prometheus::ClientMetric::Label>;

void add(prometheus::MetricFamily& family, Labels labels, double value) {
  prometheus::ClientMetric metric;
  metric.label = std::move(labels);
  metric.gauge.value = value;
  family.metric.push_back(std::move(metric));
}

/// "db_only": words as a label.
std::string label_of(std::string_view words) {
  std::string label(words);
  std::ranges::replace(label, ' ', '_');
  return label;
}

/// A step that left something behind where there was nothing.
bool writes(const Step& step, const Outcome& outcome) {
  return outcome.result == StepResult::Done && !std::holds_alternative<CheckLogin>(step.action) &&
         !std::holds_alternative<BorrowRole>(step.action);
}

double seconds_of(std::chrono::duration<double> duration) {
  return duration.count();
}

}  // namespace

struct Metrics::Registered {
  prometheus::Registry registry{};
  prometheus::Family<prometheus::Counter>& steps =
      prometheus::BuildCounter()
          .Name("pgberth_steps_total")
          .Help("Steps that were carried out, by what they do and how they ended.")
          .Register(registry);
  prometheus::Counter& writes = prometheus::BuildCounter()
                                    .Name("pgberth_writes_total")
                                    .Help("Steps that added something to a server or a store.")
                                    .Register(registry)
                                    .Add({});
  prometheus::Family<prometheus::Counter>& pulls =
      prometheus::BuildCounter()
          .Name("pgberth_source_pulls_total")
          .Help("Times that the source of values was asked.")
          .Register(registry);
  prometheus::Histogram& passes =
      prometheus::BuildHistogram()
          .Name("pgberth_pass_duration_seconds")
          .Help("Time that passes took.")
          .Register(registry)
          .Add({}, prometheus::Histogram::BucketBoundaries{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
                                                           60, 300});
  mutable std::mutex mutex{};
  std::map<EnvironmentName, EnvironmentFigures> environments{};
  std::map<std::string, StandingFigures> parts{};
};

Metrics::Metrics(std::string_view version) : registered_(std::make_unique<Registered>()) {
  prometheus::BuildGauge()
      .Name("pgberth_build_info")
      .Help("The version that runs.")
      .Register(registered_->registry)
      .Add({{"version", std::string(version)}})
      .Set(1);
}

Metrics::~Metrics() = default;

void Metrics::step(const Step& step, const Outcome& outcome) {
  registered_->steps
      .Add({{"action", std::string(describe(step.action).action)},
            {"result", label_of(to_string(outcome.result))}})
      .Increment();
  if (writes(step, outcome)) registered_->writes.Increment();
}

void Metrics::pass(std::chrono::duration<double> seconds) {
  registered_->passes.Observe(seconds.count());
}

void Metrics::pull(bool succeeded) {
  registered_->pulls.Add({{"result", succeeded ? "done" : "failed"}}).Increment();
}

void Metrics::environment(const EnvironmentName& name, EnvironmentFigures figures) {
  const std::scoped_lock lock(registered_->mutex);
  EnvironmentFigures& known = registered_->environments[name];
  if (!figures.complete) figures.complete = known.complete;
  known = std::move(figures);
}

void Metrics::part(const std::string& name, StandingFigures figures) {
  const std::scoped_lock lock(registered_->mutex);
  registered_->parts[name] = std::move(figures);
}

void Metrics::keep(const std::set<EnvironmentName>& names) {
  const std::scoped_lock lock(registered_->mutex);
  std::erase_if(registered_->environments,
                [&](const auto& item) { return !names.contains(item.first); });
}

std::string Metrics::exposition(std::chrono::steady_clock::time_point now) const {
  auto claims = gauges("pgberth_claims", "Claims by the state of their credential.");
  auto findings = gauges("pgberth_findings", "Findings by their code.");
  auto own = gauges("pgberth_service_findings", "Findings about settings and source, by code.");
  auto age =
      gauges("pgberth_evaluation_age_seconds", "Time since the environment was evaluated in full.");
  auto at = gauges("pgberth_last_complete_evaluation_timestamp_seconds",
                   "When the environment was evaluated in full.");
  {
    const std::scoped_lock lock(registered_->mutex);
    for (const auto& [part, figures] : registered_->parts)
      for (const auto& [code, count] : figures.findings)
        add(own, {{"about", part}, {"code", to_string(code)}}, static_cast<double>(count));
    for (const auto& [name, figures] : registered_->environments) {
      const prometheus::ClientMetric::Label of{"environment", name.str()};
      for (const CredentialState state : kStates) {
        const auto count = figures.standing.claims.find(state);
        add(claims, {of, {"state", label_of(to_string(state))}},
            count == figures.standing.claims.end() ? 0 : static_cast<double>(count->second));
      }
      for (const auto& [code, count] : figures.standing.findings)
        add(findings, {of, {"code", to_string(code)}}, static_cast<double>(count));
      if (!figures.complete) continue;
      add(age, {of}, seconds_of(now - figures.complete->steady));
      add(at, {of}, seconds_of(figures.complete->wall.time_since_epoch()));
    }
  }
  std::vector<prometheus::MetricFamily> families = registered_->registry.Collect();
  for (auto* family : {&claims, &findings, &own, &age, &at})
    if (!family->metric.empty()) families.push_back(std::move(*family));
  std::ranges::sort(families, {}, &prometheus::MetricFamily::name);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace pgberth
