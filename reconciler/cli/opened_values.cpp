#include "reconciler/cli/opened_values.h"

#include <utility>

namespace pgberth {

Result<OpenedValues> OpenedValues::open(const Settings& settings, const Parts& parts) {
  OpenedValues opened(parts.tree);
  opened.opener_ = parts.confined_tree;
  if (!settings.source) return opened;
  opened.values_ = std::make_unique<Values>(parts.open_source, parts.confined_tree);
  auto snapshot = opened.values_->pull(settings.source, {});
  if (!snapshot) return std::move(snapshot).error();
  opened.opener_ = snapshot->open;
  opened.own_ = opened.opener_("");
  return opened;
}

}  // namespace pgberth
