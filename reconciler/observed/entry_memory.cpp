#include "reconciler/observed/entry_memory.h"

#include <utility>

namespace pgberth {

std::shared_ptr<const EntryMemory::Seen> EntryMemory::recall(const Questions& asked,
                                                             Time now) const {
  if (asked.empty()) return nullptr;
  const std::lock_guard lock(busy_);
  const auto found = seen_.find(asked.begin()->first);
  if (found == seen_.end()) return nullptr;
  const Seen& seen = *found->second;
  return now - seen.at < oldest_ && seen.asked == asked ? found->second : nullptr;
}

void EntryMemory::keep(Seen seen) {
  if (seen.asked.empty()) return;
  const std::lock_guard lock(busy_);
  std::erase_if(seen_, [&](const auto& each) { return seen.at - each.second->at >= oldest_; });
  const EntryRef first = seen.asked.begin()->first;
  seen_[first] = std::make_shared<const Seen>(std::move(seen));
}

void EntryMemory::set_oldest(std::chrono::milliseconds oldest) {
  const std::lock_guard lock(busy_);
  oldest_ = oldest;
}

void EntryMemory::forget() {
  const std::lock_guard lock(busy_);
  seen_.clear();
}

}  // namespace pgberth
