#include "reconciler/desired/gen3/chart_values.h"

#include "reconciler/desired/helm_merge.h"
#include "reconciler/desired/truth.h"

#include <algorithm>
#include <utility>

namespace pgberth::gen3 {
namespace {

/// The value at a dotted path, or nullptr.
ValuePtr value_at(ValuePtr node, std::string_view path) {
  while (node && !path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    node = child_of(node, path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return node;
}

/// Helm switches a chart off only by a real `false`.
bool is_on(const ValuePtr& condition) {
  return !condition || condition->kind != Kind::Bool || truthy(condition);
}

ValuePtr mapping_or_empty(const ValuePtr& node) {
  static const ValuePtr empty = std::make_shared<const Value>(Value{.kind = Kind::Mapping});
  return node && node->is_mapping() ? node : empty;
}

/// `global` with the mappings of its second level ("postgres.master") as `shared` has them.
ValuePtr with_shared(const ValuePtr& global, const ValuePtr& shared) {
  if (!global || !global->is_mapping()) return global;
  Value changed = *global;
  for (Member& first : changed.children) {
    if (!first.value->is_mapping()) continue;
    Value below = *first.value;
    for (Member& second : below.children) {
      const ValuePtr theirs = child_of(child_of(shared, first.key), second.key);
      if (second.value->is_mapping() && theirs && theirs->is_mapping()) second.value = theirs;
    }
    first.value = std::make_shared<const Value>(std::move(below));
  }
  return std::make_shared<const Value>(std::move(changed));
}

}  // namespace

ChartValues::ChartValues(ValuePtr written, const Facts& facts, SourcePos whole)
    : written_(std::move(written)),
      facts_(facts),
      whole_(std::move(whole)),
      top_(over_defaults(written_, facts.umbrella, Nulls::Remove)) {
  for (const auto& [name, chart] : facts.charts)
    if (chart.dependency) share_globals(name, chart);
  for (const auto& [name, chart] : facts.charts)
    if (chart.database) add_known(name, chart);
  for (const Member& member : written_->children)
    if (member.key != "global" && !facts.charts.contains(member.key)) add_own(member);
  std::ranges::sort(services_, {}, &Service::name);
}

/// Hands `global` down to a chart that is on. Helm copies one level of it; what lies two levels
/// down is the parent's own mapping, so that what this chart's block or defaults add there, and the
/// nulls that its defaults take away, hold for the parent and with it for all charts. A chart
/// without a database, whose defaults nobody knows, counts where its block has a `global`.
void ChartValues::share_globals(const std::string& name, const Chart& chart) {
  const ValuePtr block = child_of(written_, name);
  if (!chart.database && !child_of(block, "global")) return;
  if (!is_on(value_at(top_, chart.condition))) return;
  const ValuePtr seen = coalesced({.name = name, .chart = &chart, .written = block});
  const ValuePtr global = child_of(top_, "global");
  if (global) top_ = with_child(top_, "global", with_shared(global, child_of(seen, "global")));
}

void ChartValues::add_known(const std::string& name, const Chart& chart) {
  const ValuePtr enabled = value_at(top_, chart.condition);
  if (!is_on(enabled)) return;
  note_condition(name, chart.condition, enabled);
  const Member* block = member_of(written_, name);
  const SourcePos at = block == nullptr ? whole_ : key_position(*block);
  services_.push_back({.name = name,
                       .chart = &chart,
                       .written = block == nullptr ? nullptr : block->value,
                       .at = at});
}

/// A block that asks for Postgres and is no chart of the umbrella: a service where it says that it
/// is enabled, and else perhaps only what an anchor stands in.
void ChartValues::add_own(const Member& member) {
  const ValuePtr postgres = child_of(member.value, "postgres");
  if (!postgres || !(postgres->is_mapping() || postgres->is_null())) return;
  const ValuePtr enabled = child_of(member.value, "enabled");
  if (!is_on(enabled)) return;
  const SourcePos at = key_position(member);
  if (!enabled || enabled->is_null()) {
    findings_.emplace(
        member.key,
        Finding{.code = Code::OwnChart,
                .what = "\"" + member.key + "\" has \"postgres\" but no " +
                        "\"enabled\", and is no chart of the umbrella: it asks for " + "nothing",
                .where = at,
                .hint = "Set its \"enabled\" to true if it is a service of its own "
                        "chart."});
    return;
  }
  note_condition(member.key, member.key + ".enabled", enabled);
  services_.push_back({.name = member.key, .written = member.value, .at = at});
  findings_.emplace(
      member.key,
      Finding{.code = Code::OwnChart,
              .what = "\"" + member.key + "\" is no chart of the umbrella, it is taken for a " +
                      "service of its own chart",
              .where = at,
              .hint = "Set its \"enabled\" to false if it needs no database."});
}

/// Says that `value`, of the switch `condition`, is no boolean.
void ChartValues::note_condition(const std::string& name, const std::string& condition,
                                 const ValuePtr& value) {
  if (value && value->kind == Kind::Bool) return;
  const Member* block = member_of(written_, condition.substr(0, condition.find('.')));
  if (block != nullptr && !block->value->is_mapping() && !block->value->is_null())
    return;  // Told as such.
  const ValuePtr null = value_at(written_, condition);
  SourcePos at = block == nullptr ? whole_ : key_position(*block);
  if (value || null) at = (value ? value : null)->at;
  const std::string seen =
      value ? std::string(to_string(value->kind)) : std::string("not set any more");
  findings_.emplace(name, Finding{.code = Code::ConditionNotBoolean,
                                  .what = "\"" + condition + "\" is " + seen + ", Helm takes \"" +
                                          name + "\" for enabled",
                                  .where = at,
                                  .hint = "Write true or false, without quotes."});
}

ValuePtr ChartValues::values_of(const Service& service) const {
  ValuePtr values = coalesced(service);
  const ValuePtr global = child_of(values, "global");
  if (service.chart == nullptr || !global) return values;
  return with_child(values, "global", with_shared(global, child_of(top_, "global")));
}

/// One pass of Helm over the block of `service`, with `global` as the parent has it now.
ValuePtr ChartValues::coalesced(const Service& service) const {
  const ValuePtr written = mapping_or_empty(service.written);
  if (service.chart == nullptr)
    return over_defaults(with_globals(written, top_), facts_.service, Nulls::Remove);
  const ValuePtr umbrella = mapping_or_empty(child_of(facts_.umbrella, service.name));
  const ValuePtr imported =
      over_defaults(with_globals(umbrella, facts_.umbrella), service.chart->values, Nulls::Keep);
  const bool none = service.written && service.written->is_null();
  const ValuePtr merged = none ? written : over_defaults(written, imported, Nulls::Remove);
  return over_defaults(with_globals(merged, top_), service.chart->values, Nulls::Remove);
}

}  // namespace pgberth::gen3
