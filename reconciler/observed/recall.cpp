#include "reconciler/observed/recall.h"

#include <algorithm>
#include <utility>

namespace pgberth {

std::string fingerprint_of(const StoredEntry& stored) {
  if (stored.presence == Presence::Present) return stored.version;
  return "presence " + std::to_string(static_cast<int>(stored.presence)) + " " + stored.detail;
}

Recall::Recall(EntryMemory* memory, const Questions& questions, World& world)
    : memory_(memory), questions_(questions), now_(world.clock().now()) {
  for (const auto& [ref, asked] : questions) to_read_.insert(ref);
  if (memory_ == nullptr) return;
  std::map<StoreId, std::set<std::string>> by_store;
  for (const auto& [ref, asked] : questions) by_store[ref.store].insert(ref.path);
  for (const auto& [id, paths] : by_store)
    if (const auto store = world.store(id))
      if (auto versions = (*store)->versions(paths)) versions_.emplace(id, *std::move(versions));
  if (versions_.empty()) memory_ = nullptr;  // There is nothing that could be spared.
  if (memory_ != nullptr) seen_ = memory_->recall(questions, now_);
  if (has_moved()) return;
  for (const auto& [ref, asked] : questions) {
    const auto told = versions_.find(ref.store);
    if (asked.as_admin || told == versions_.end() || !told->second.contains(*ref.path)) continue;
    if (seen_->entries.at(ref).presence != Presence::Present) continue;
    left_unread_.insert(ref);
    to_read_.erase(ref);
  }
}

bool Recall::has_moved() const {
  return !seen_ || seen_->versions != versions_;
}

bool Recall::agrees(const std::map<EntryRef, std::string>& fingerprints) const {
  if (left_unread_.empty()) return false;
  return std::ranges::all_of(to_read_, [&](const EntryRef& ref) {
    const auto now = fingerprints.find(ref);
    const auto then = seen_->others.find(ref);
    return now != fingerprints.end() && then != seen_->others.end() && !now->second.empty() &&
           now->second == then->second;
  });
}

void Recall::fill_in(ObservedEntries& result) const {
  result.entries = seen_->entries;
  result.unread = left_unread_;
}

/// A list may be newer than what was read: it then tells a version that nobody has seen.
bool Recall::fits(const EntryRef& ref, const std::string& fingerprint) const {
  const auto told = versions_.find(ref.store);
  if (told == versions_.end()) return !fingerprint.empty();
  const auto version = told->second.find(*ref.path);
  return version == told->second.end() || version->second.starts_with(fingerprint);
}

bool Recall::keep(EntryMemory::Seen seen) {
  if (memory_ == nullptr) return false;
  bool spares = false;
  for (const auto& [ref, asked] : questions_) {
    const auto fingerprint = seen.others.find(ref);
    const Entry& entry = seen.entries.at(ref);
    const bool present = entry.presence == Presence::Present;
    if (fingerprint == seen.others.end() || (present && !fits(ref, fingerprint->second)))
      return false;
    spares = spares || (present && !asked.as_admin && versions_.contains(ref.store));
  }
  if (!spares) return false;
  seen.asked = questions_;
  seen.versions = std::move(versions_);
  seen.at = now_;
  memory_->keep(std::move(seen));
  return true;
}

}  // namespace pgberth
