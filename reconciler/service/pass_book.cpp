#include "reconciler/service/pass_book.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

constexpr std::size_t kSlow = 2;  ///< Rounds that come while one pass is under way.

}  // namespace

PassBook::Ticket PassBook::last_of(const Neighbours& group) const {
  Ticket last = 0;
  for (const EnvironmentName& name : group.names)
    if (const auto past = past_.find(name); past != past_.end())
      last = std::max(last, past->second.last);
  return last;
}

PassBook::Admission PassBook::admit(std::vector<Neighbours> groups) {
  const std::lock_guard lock(busy_);
  std::erase_if(passes_, [](const Pass& pass) { return !pass.begun; });
  std::ranges::stable_sort(groups, {}, [&](const Neighbours& group) { return last_of(group); });
  Admission admission;
  std::map<Ticket, Group> left_out;  // By each pass under way; perhaps nobody.
  for (const Pass& pass : passes_) left_out[pass.ticket];
  std::list<Pass> admitted;
  for (Neighbours& group : groups) {
    bool meets = false;
    for (const Pass& pass : passes_) {
      if (!pass.group.meet(group)) continue;
      meets = true;
      left_out[pass.ticket].insert(group.names.begin(), group.names.end());
    }
    admission.all = admission.all && !meets;
    if (meets) continue;
    admission.admitted.push_back({.ticket = next_, .group = group.names});
    admitted.push_back({.ticket = next_++, .group = std::move(group)});
  }
  note_round(left_out, admission);
  passes_.splice(passes_.end(), admitted);
  return admission;
}

void PassBook::note_round(const std::map<Ticket, Group>& left_out, Admission& admission) {
  for (const auto& [ticket, groups] : left_out) {
    Pass& pass = *find(ticket);
    if (++pass.rounds != kSlow) continue;
    bool told = true;
    for (const EnvironmentName& name : pass.group.names) {
      Past& past = past_[name];
      past.tried = true;
      told = std::exchange(past.told, true) && told;
    }
    if (!told) admission.slow.push_back({.group = pass.group.names, .left_out = groups});
  }
}

std::list<PassBook::Pass>::iterator PassBook::find(Ticket ticket) {
  return std::ranges::find(passes_, ticket, &Pass::ticket);
}

std::optional<std::size_t> PassBook::begin(Ticket ticket) {
  const std::lock_guard lock(busy_);
  const auto pass = find(ticket);
  if (pass == passes_.end()) return std::nullopt;
  pass->begun = true;
  std::size_t before = 0;
  for (const EnvironmentName& name : pass->group.names) {
    Past& past = past_[name];
    before = std::max(before, past.passes++);
    past.last = next_;
  }
  return before;
}

void PassBook::ended(Ticket ticket) {
  const std::lock_guard lock(busy_);
  const auto pass = find(ticket);
  if (pass == passes_.end()) return;
  for (const EnvironmentName& name : pass->group.names) {
    const auto past = past_.find(name);
    if (past == past_.end()) continue;
    past->second.tried = true;
    if (pass->rounds < kSlow) past->second.told = false;
  }
  passes_.erase(pass);
}

std::size_t PassBook::slow() const {
  const std::lock_guard lock(busy_);
  return static_cast<std::size_t>(
      std::ranges::count_if(passes_, [](const Pass& pass) { return pass.rounds >= kSlow; }));
}

bool PassBook::all_tried(const Group& names) const {
  const std::lock_guard lock(busy_);
  return std::ranges::all_of(names, [&](const EnvironmentName& name) {
    const auto past = past_.find(name);
    return past != past_.end() && past->second.tried;
  });
}

void PassBook::keep(const Group& names) {
  const std::lock_guard lock(busy_);
  std::erase_if(past_, [&](const auto& item) { return !names.contains(item.first); });
}

}  // namespace pgberth
