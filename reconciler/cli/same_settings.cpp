#include "reconciler/cli/same_settings.h"

#include <algorithm>
#include <tuple>

namespace pgberth {
namespace {

// NOLINTNEXTLINE(misc-no-recursion): the reader bounds how deep values are
bool same(const ValuePtr& one, const ValuePtr& other) {
  if (one == other) return true;
  if (!one || !other) return false;
  const auto member = [](const Member& a, const Member& b) {
    return a.key == b.key && same(a.value, b.value);
  };
  return one->kind == other->kind && one->quoted == other->quoted && one->text == other->text &&
         std::ranges::equal(one->children, other->children, member);
}

bool same(const std::optional<SecretSync>& one, const std::optional<SecretSync>& other) {
  if (!one || !other) return one.has_value() == other.has_value();
  return std::ranges::equal(
      one->kept, other->kept, [](const SecretSync::Kept& a, const SecretSync::Kept& b) {
        return std::tie(a.name_space, a.name, a.key) == std::tie(b.name_space, b.name, b.key);
      });
}

}  // namespace

bool same_settings(const EnvironmentSettings& one, const EnvironmentSettings& other) {
  const auto words = [](const EnvironmentSettings& settings) {
    return std::tie(settings.dialect, settings.files, settings.folder, settings.release,
                    settings.namespaces, settings.chart_version, settings.policy.create,
                    settings.policy.pull, settings.policy.local_secret, settings.policy.mirror,
                    settings.options);
  };
  return words(one) == words(other) && same(one.sync, other.sync) &&
         std::ranges::equal(one.overlays, other.overlays, [](const Overlay& a, const Overlay& b) {
           return a.at == b.at && same(a.value, b.value);
         });
}

}  // namespace pgberth
