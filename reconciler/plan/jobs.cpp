#include "reconciler/plan/draft.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <utility>

namespace pgberth {
namespace {

/// The objects of a draft that no two jobs may work on side by side.
std::set<std::string> objects_of(const Draft& draft) {
  const std::string server = " " + draft.claim->server.str() + " ";
  std::set<std::string> objects;
  if (!draft.database.empty()) objects.insert("database" + server + draft.database.str());
  for (const auto& [phase, step] : draft.steps) {
    if (const auto* role = std::get_if<CreateRole>(&step.action))
      objects.insert("role" + server + role->role.str());
    if (const auto* entry = std::get_if<CreateEntry>(&step.action))
      objects.insert("entry" + server + to_string(entry->entry));
    if (const auto* added = std::get_if<AddKeys>(&step.action)) {
      const std::string of_entry = "key" + server + to_string(added->entry) + " ";
      for (const auto& [key, source] : added->keys) objects.insert(of_entry + key);
    }
  }
  return objects;
}

/// For each draft the first one that it shares an object with, directly or through others.
std::vector<std::size_t> groups_of(const std::vector<Draft>& drafts) {
  std::vector<std::size_t> group(drafts.size());
  std::iota(group.begin(), group.end(), 0u);
  const auto root = [&](std::size_t i) {
    while (group[i] != i) i = group[i];
    return i;
  };
  std::map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    for (const std::string& object : objects_of(drafts[i])) {
      const auto [known, fresh] = first.try_emplace(object, i);
      if (fresh) continue;
      const std::size_t one = root(known->second);
      const std::size_t other = root(i);
      group[std::max(one, other)] = std::min(one, other);
    }
  }
  for (std::size_t i = 0; i < group.size(); ++i) group[i] = root(i);
  return group;
}

/// Adds `step` unless the job does the same already; then it serves both claims.
void merge_step(std::vector<Step>& steps, Step step) {
  const auto same = std::ranges::find(steps, step.action, &Step::action);
  if (same == steps.end()) {
    steps.push_back(std::move(step));
    return;
  }
  std::set<ClaimId> claims = *same->for_claims;
  claims.insert(step.for_claims->begin(), step.for_claims->end());
  same->for_claims = std::move(claims);
}

bool only_entries(const std::vector<Step>& steps) {
  return std::ranges::all_of(steps, [](const Step& step) {
    return std::holds_alternative<CreateEntry>(step.action) ||
           std::holds_alternative<AddKeys>(step.action);
  });
}

/// The job of `drafts`, whose steps it takes: they are most of what a large plan weighs.
Job job_of(const std::vector<Draft*>& drafts) {
  Job job{.server = drafts.front()->claim->server, .database = drafts.front()->database};
  std::vector<std::pair<Phase, Step>> steps;
  for (Draft* draft : drafts) {
    auto taken = std::exchange(draft->steps, {});
    std::ranges::move(taken, std::back_inserter(steps));
    job.must_be_absent.merge(draft->must_be_absent);
  }
  std::ranges::stable_sort(steps, {}, [](const auto& step) { return step.first; });
  job.steps.reserve(steps.size());
  for (auto& [phase, step] : steps) merge_step(job.steps, std::move(step));
  job.needs_server = !only_entries(job.steps) || !job.must_be_absent.empty();
  return job;
}

}  // namespace

std::vector<Job> jobs_of(std::vector<Draft> drafts) {
  const std::vector<std::size_t> groups = groups_of(drafts);
  std::map<std::size_t, std::vector<Draft*>> members;
  for (std::size_t i = 0; i < drafts.size(); ++i)
    if (!drafts[i].steps.empty()) members[groups[i]].push_back(&drafts[i]);
  std::vector<Job> jobs;
  jobs.reserve(members.size());
  for (const auto& [group, of_group] : members) jobs.push_back(job_of(of_group));
  std::ranges::stable_sort(jobs, {},
                           [](const Job& job) { return std::pair(job.server, job.database); });
  return jobs;
}

}  // namespace pgberth
