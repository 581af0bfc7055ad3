#include "reconciler/apply/checkup.h"

#include "reconciler/apply/checkup_work.h"
#include "reconciler/apply/laid_out.h"
#include "reconciler/base/parallel.h"
#include "reconciler/observed/observe.h"
#include "reconciler/plan/resolve.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

void append(Findings& all, const Findings& more) {
  all.insert(all.end(), more.begin(), more.end());
}

std::vector<Check> checks_of(const Result<DatabaseServer*>& server, const ServerWork& work) {
  if (!server) return {unreachable(server.error())};
  return (*server)->examine(work);
}

/// Where a store does not let keys be added, a person adds them: nobody needs a right for that.
std::vector<Check> checks_of(const Result<SecretStore*>& store, StoreWork work) {
  if (!store) return {unreachable(store.error())};
  if (!(*store)->adds_keys()) {
    work.add_keys.clear();
    work.add_passwords.clear();
  }
  std::vector<Check> checks = (*store)->examine(work);
  const bool answers =
      std::ranges::none_of(checks, [](const Check& check) { return check.about == kReachability; });
  if (!answers) return checks;
  if (const auto identity = (*store)->identity())
    checks.insert(checks.begin(),
                  {.about = std::string(kIdentity), .verdict = Verdict::Fine, .seen = *identity});
  return checks;
}

std::vector<Examined> examine_stores(std::map<StoreId, StoreWork> stores, World& world,
                                     const CheckupOptions& options) {
  for (const StoreId& id : options.stores) stores[id];
  const std::vector<std::pair<StoreId, StoreWork>> list(stores.begin(), stores.end());
  std::vector<Examined> examined(list.size());
  parallel_for(list.size(), options.at_once, [&](std::size_t i) {
    const auto& [id, work] = list[i];
    examined[i] = {.what = to_string(id), .checks = checks_of(world.store(id), work)};
  });
  return examined;
}

std::vector<Examined> examine_servers(const Claims& resolved, const KnownSecrets& known,
                                      World& world, std::size_t at_once) {
  std::vector<ServerToExamine> list;
  for (auto& [key, server] : server_work(resolved)) list.push_back(server);
  std::vector<Examined> examined(list.size());
  parallel_for(list.size(), at_once, [&](std::size_t i) {
    const ServerToExamine& server = list[i];
    examined[i] = {
        .what = server.what,
        .checks = checks_of(open_server(*server.ids.begin(), resolved, known, world), server.work)};
    for (const ServerId& id : server.ids) examined[i].names.insert(id.str());
  });
  return examined;
}

bool any_check(const CheckupReport& report, bool (*fits)(const Check&)) {
  const auto has = [&](const Examined& one) { return std::ranges::any_of(one.checks, fits); };
  return std::ranges::any_of(report.servers, has) || std::ranges::any_of(report.stores, has);
}

}  // namespace

std::string Examined::who() const {
  const auto found = std::ranges::find(checks, kWhoWeAre, &Check::about);
  return found == checks.end() ? "" : found->seen;
}

CheckupReport checkup(Desired desired, World& outside, const CheckupOptions& options) {
  CheckupReport report;
  append(report.findings, keep_within(options.bounds, desired.claims));
  std::map<StoreId, StoreWork> stores = store_work(desired.claims);
  LaidOutWorld world(outside, desired.claims);
  const ObservedEntries entries = observe_entries(desired.claims, desired.given, world);
  report.claims = resolve(std::move(desired.claims), entries.entries).claims;
  append(report.findings, keep_within(options.bounds, report.claims));
  append(report.findings, desired.findings);
  std::erase_if(report.findings,
                [](const Finding& finding) { return finding.severity() != Severity::Error; });
  sort_findings(report.findings);

  report.stores = examine_stores(std::move(stores), outside, options);
  report.servers =
      examine_servers(report.claims, {desired.given, entries.passwords}, outside, options.at_once);
  return report;
}

std::vector<Examined> checkup(const std::vector<SpareServer>& servers, World& world,
                              std::size_t at_once) {
  std::vector<Examined> examined(servers.size());
  parallel_for(servers.size(), at_once, [&](std::size_t i) {
    const SpareServer& server = servers[i];
    examined[i] = {.what = server.what,
                   .checks = checks_of(world.server(server.id, server.login), {})};
  });
  return examined;
}

bool looked_at_all(const CheckupReport& report) {
  return !has_error(report.findings) && !any_check(report, [](const Check& check) {
    const bool first = check.about == kReachability || check.about == kIdentity;
    return check.verdict == Verdict::Unknown || (first && check.verdict != Verdict::Fine);
  });
}

bool lacks_something(const CheckupReport& report) {
  return any_check(report, [](const Check& check) { return check.verdict == Verdict::Missing; });
}

}  // namespace pgberth
