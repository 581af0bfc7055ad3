#include "reconciler/desired/gen3/facts.h"

#include "reconciler/desired/helm_merge.h"
#include "reconciler/desired/truth.h"
#include "reconciler/text/yaml.h"

#include <array>
#include <cassert>
#include <charconv>
#include <optional>

namespace pgberth::embedded {

std::string_view gen3_today();
std::string_view gen3_before_0_2_87();

}  // namespace pgberth::embedded

namespace pgberth::gen3 {
namespace {

using Version = std::array<int, 3>;

/// "0.2.87", also with a leading v or a suffix ("-rc.1"); nothing for what is no version.
std::optional<Version> version_of(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  Version version{};
  for (std::size_t part = 0; part < version.size(); ++part) {
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), version.at(part));
    if (error != std::errc{} || version.at(part) < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (part == 2) break;
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
  }
  const bool whole = text.empty() || text.starts_with('-') || text.starts_with('+');
  return whole ? std::optional(version) : std::nullopt;
}

std::vector<std::string> words(const ValuePtr& list) {
  std::vector<std::string> texts;
  if (!list) return texts;
  for (const Member& item : list->children) texts.push_back(item.value->text);
  return texts;
}

Chart chart_of(const Member& member, const ValuePtr& service) {
  const ValuePtr push = child_of(member.value, "push");
  const ValuePtr waits = child_of(member.value, "waits");
  const ValuePtr condition = child_of(member.value, "condition");
  Chart chart{.database = truthy(child_of(member.value, "database")),
              .dependency = condition || child_of(member.value, "enabled") ||
                            truthy(child_of(member.value, "dependency")),
              .push = !push || truthy(push),
              .waits = !waits || truthy(waits),
              .condition = condition ? condition->text : member.key + ".enabled",
              .no_mirror_with = go_text(child_of(member.value, "noMirrorWith")),
              .reads = go_text(child_of(member.value, "reads"))};
  chart.values = over_defaults(child_of(member.value, "values"), service, Nulls::Keep);
  return chart;
}

Facts parse(std::string_view text) {
  // No file name: what comes from here is nobody's line.
  const YamlText read = read_yaml(text, "");
  assert(read.root);
  const ValuePtr versions = child_of(read.root, "versions");
  const ValuePtr extensions = child_of(read.root, "extensions");
  Facts facts{.from = go_text(child_of(versions, "from")),
              .to = go_text(child_of(versions, "to")),
              .local_switch = go_text(child_of(read.root, "localSwitch")),
              .push = truthy(child_of(read.root, "push")),
              .dev_host_with_namespace = truthy(child_of(read.root, "devHostWithNamespace")),
              .required_extensions = words(child_of(extensions, "required")),
              .wanted_extensions = words(child_of(extensions, "wanted")),
              .umbrella = child_of(read.root, "umbrella"),
              .service = child_of(read.root, "service")};
  for (const Member& member : child_of(read.root, "charts")->children) {
    facts.charts.emplace(member.key, chart_of(member, facts.service));
    if (const ValuePtr enabled = child_of(member.value, "enabled"))
      facts.umbrella =
          with_child(facts.umbrella, member.key, with_child(nullptr, "enabled", enabled));
  }
  return facts;
}

}  // namespace

ChosenFacts facts_for(std::string_view version) {
  // Constants of the program, read once: each environment asks for them.
  static const Facts today = parse(embedded::gen3_today());
  ChosenFacts newest{.facts = today};
  if (version.empty()) return newest;
  const std::optional<Version> wanted = version_of(version);
  if (!wanted || *wanted > version_of(newest.facts.to)) {
    newest.known = false;
    return newest;
  }
  if (*wanted >= version_of(newest.facts.from)) return newest;
  static const Facts earlier = parse(embedded::gen3_before_0_2_87());
  return {.facts = earlier};
}

}  // namespace pgberth::gen3
