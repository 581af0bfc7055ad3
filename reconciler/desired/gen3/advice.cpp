#include "reconciler/desired/gen3/advice.h"

#include "reconciler/desired/helm_merge.h"
#include "reconciler/desired/truth.h"

#include <array>
#include <optional>
#include <string_view>

namespace pgberth::gen3 {
namespace {

using Advice = std::multimap<std::string, Finding>;

/// A path that no chart reads (any more), and what to write instead ("" for nothing).
struct DeadPath {
  std::string_view path;
  std::string_view instead;
};

constexpr std::array kAnywhere{
    DeadPath{"db_create", ""},
    DeadPath{"db_restore", ""},
    DeadPath{"global.postgres.db_create", "global.postgres.dbCreate"},
    DeadPath{"global.postgres.createLocalK8sSecret", "global.externalSecrets.createLocalK8sSecret"},
    DeadPath{"global.postgres.dbRestore", ""},
    DeadPath{"global.aws.externalSecrets.pushSecret", "global.externalSecrets.pushSecret"},
    DeadPath{"global.dbCreate", "global.postgres.dbCreate"},
    DeadPath{"global.pushSecret", "global.externalSecrets.pushSecret"},
};
constexpr std::array kInService{
    DeadPath{"db_create", "postgres.dbCreate"},
    DeadPath{"dbCreate", "postgres.dbCreate"},
    DeadPath{"postgres.db_create", "postgres.dbCreate"},
    DeadPath{"db_restore", "dbRestore"},
    DeadPath{"postgres.db_restore", "dbRestore"},
    DeadPath{"postgres.dbRestore", "dbRestore"},
    DeadPath{"pushSecret", "externalSecrets.pushSecret"},
    DeadPath{"postgres.pushSecret", "externalSecrets.pushSecret"},
    DeadPath{"externalSecrets.dbCreate", "postgres.dbCreate"},
    DeadPath{"externalSecrets.createLocalK8sSecret", "global.externalSecrets.createLocalK8sSecret"},
};

/// The member at a dotted path, or nullptr; a null value counts as not written.
const Member* written_at(ValuePtr node, std::string_view path) {
  for (;;) {
    const std::size_t dot = path.find('.');
    const Member* member = member_of(node, path.substr(0, dot));
    if (member == nullptr || member->value->is_null()) return nullptr;
    if (dot == std::string_view::npos) return member;
    node = member->value;
    path.remove_prefix(dot + 1);
  }
}

std::string hint_for(const std::string& service, std::string_view instead) {
  if (instead.empty()) return "Take it out.";
  const bool global = service.empty() || instead.starts_with("global.");
  return "Use \"" + (global ? "" : service + ".") + std::string(instead) + "\" if it is meant.";
}

void add_dead(Advice& advice, const std::string& service, const ValuePtr& block,
              const DeadPath& dead) {
  const Member* member = written_at(block, dead.path);
  if (member == nullptr) return;
  const std::string path = (service.empty() ? "" : service + ".") + std::string(dead.path);
  advice.emplace(service, Finding{.code = Code::DeadKey,
                                  .what = "\"" + path + "\" is read by no chart",
                                  .where = key_position(*member),
                                  .hint = hint_for(service, dead.instead)});
}

/// The switches of the other range of chart versions.
void add_switches(Advice& advice, const ValuePtr& written, const Facts& facts) {
  const std::string old_switch = "global.externalSecrets.dbCreate";
  const std::string new_switch = "global.externalSecrets.createLocalK8sSecret";
  if (facts.push) {
    add_dead(advice, "", written, {.path = old_switch, .instead = new_switch});
    return;
  }
  add_dead(advice, "", written, {.path = new_switch, .instead = old_switch});
  add_dead(advice, "", written, {.path = "global.externalSecrets.pushSecret", .instead = ""});
}

/// A chart without a database in whose block somebody set up one.
void add_without_database(Advice& advice, const Member& block) {
  for (const std::string_view path : {"externalSecrets.dbcreds", "postgres.dbCreate"}) {
    const Member* member = written_at(block.value, path);
    if (member == nullptr || !truthy(member->value)) continue;
    advice.emplace(block.key, Finding{.code = Code::NoDatabaseChart,
                                      .what = "\"" + block.key + "." + std::string(path) +
                                              "\" has no effect, this chart has no database",
                                      .where = key_position(*member),
                                      .hint = "Take it out."});
  }
}

/// The nulls of `node` that stand where `defaults` has a value.
void add_nulls(Advice& advice, const std::string& service, const std::string& path,
               const ValuePtr& node, const ValuePtr& defaults) {
  if (!node || !defaults || !node->is_mapping() || !defaults->is_mapping()) return;
  for (const Member& member : node->children) {
    const ValuePtr below = child_of(defaults, member.key);
    if (!below || below->is_null()) continue;
    const std::string here = path + (path.empty() ? "" : ".") + member.key;
    if (!member.value->is_null()) {
      add_nulls(advice, service, here, member.value, below);
      continue;
    }
    advice.emplace(service, Finding{.code = Code::NullDiffersByHelm,
                                    .what = "\"" + here + "\" is null: Helm 3.16 and older take " +
                                            "the chart's default, newer ones nothing",
                                    .where = member.value->at,
                                    .hint = "Take it out, or write the value that is meant."});
  }
}

bool switched_off(const ValuePtr& block) {
  const ValuePtr enabled = child_of(block, "enabled");
  return enabled && enabled->kind == Kind::Bool && !truthy(enabled);
}

/// A block that is no chart of the umbrella and asks for nothing.
bool asks_nothing(const ValuePtr& block) {
  const ValuePtr enabled = child_of(block, "enabled");
  return !enabled || enabled->is_null() || child_of(block, "postgres") == nullptr;
}

/// The charts' blocks that are no mapping: Helm stops for them, whether the charts are on or not. A
/// null stands for the umbrella's own block, where there is one.
Findings block_refusals(const ValuePtr& written, const Facts& facts) {
  Findings refusals;
  for (const Member& block : written->children) {
    const auto chart = facts.charts.find(block.key);
    if (chart == facts.charts.end() || !chart->second.dependency) continue;
    const bool replaced = block.value->is_null() && child_of(facts.umbrella, block.key);
    if (block.value->is_mapping() || replaced) continue;
    refusals.push_back({.code = Code::HelmRefuses,
                        .what = "\"" + block.key + "\" is " +
                                std::string(to_string(block.value->kind)) +
                                ", Helm wants a mapping here and stops",
                        .where = key_position(block),
                        .hint = "Take it out to get the defaults."});
  }
  return refusals;
}

}  // namespace

Advice dead_settings(const ValuePtr& written, const Facts& facts) {
  Advice advice;
  for (const DeadPath& dead : kAnywhere) add_dead(advice, "", written, dead);
  add_switches(advice, written, facts);
  for (const Member& block : written->children) {
    if (block.key == "global" || !block.value->is_mapping() || switched_off(block.value)) continue;
    const auto chart = facts.charts.find(block.key);
    if (chart != facts.charts.end() && !chart->second.database) {
      add_without_database(advice, block);
      continue;
    }
    if (chart == facts.charts.end() && asks_nothing(block.value)) continue;
    for (const DeadPath& dead : kInService) add_dead(advice, block.key, block.value, dead);
    if (!facts.push)
      add_dead(advice, block.key, block.value,
               {.path = "externalSecrets.pushSecret", .instead = ""});
  }
  return advice;
}

Advice unsure_nulls(const ValuePtr& written, const Facts& facts) {
  Advice advice;
  add_nulls(advice, "", "global", child_of(written, "global"), child_of(facts.service, "global"));
  for (const Member& block : written->children) {
    const auto chart = facts.charts.find(block.key);
    const bool known = chart != facts.charts.end();
    if (block.key == "global" || (known && !chart->second.database)) continue;
    if (!known && asks_nothing(block.value)) continue;
    if (switched_off(block.value)) continue;
    add_nulls(advice, block.key, block.key, block.value,
              known ? chart->second.values : facts.service);
  }
  return advice;
}

Findings umbrella_refusals(const ValuePtr& written, const Facts& facts, const SourcePos& whole) {
  Findings refusals = block_refusals(written, facts);
  const ValuePtr top = over_defaults(written, facts.umbrella, Nulls::Remove);
  const ValuePtr global = child_of(top, "global");
  const auto demand_mapping = [&](const ValuePtr& node, const ValuePtr& seen,
                                  const std::string& path) {
    if (node && node->is_mapping()) return true;
    const ValuePtr culprit = node ? node : seen;
    const std::string kind = culprit ? std::string(to_string(culprit->kind)) : "not there";
    refusals.push_back({.code = Code::HelmRefuses,
                        .what = "\"" + path + "\" is " + kind +
                                ", the umbrella chart wants a mapping here and stops",
                        .where = culprit && culprit->at.known() ? culprit->at : whole,
                        .hint = "Take it out to get the defaults."});
    return false;
  };
  const ValuePtr mine = child_of(written, "global");
  if (!demand_mapping(global, mine, "global")) return refusals;
  const ValuePtr external = child_of(global, "externalSecrets");
  if (!demand_mapping(external, child_of(mine, "externalSecrets"), "global.externalSecrets"))
    return refusals;
  if (truthy(child_of(external, "deploy")))
    demand_mapping(child_of(global, "postgres"), child_of(mine, "postgres"), "global.postgres");
  return refusals;
}

}  // namespace pgberth::gen3
