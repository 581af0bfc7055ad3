#pragma once

#include "reconciler/service/service.h"

#include "tests/support/harness.h"
#include "tests/support/memory_history.h"
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {

/// Values of one service in local mode, on a database of its own.
inline std::string values(const std::string& service,
                          const std::string& host = "db.example.internal") {
  return "global:\n  dev: false\n  postgres:\n    dbCreate: true\n    master:\n      host: " +
         host + "\n      username: postgres\n" +
         "arborist: {enabled: false}\naudit: {enabled: false}\nfence: {enabled: false}\n"
         "indexd: {enabled: false}\nmetadata: {enabled: false}\nperegrine: {enabled: false}\n"
         "sheepdog: {enabled: false}\nwts: {enabled: false}\n" +
         service + ":\n  enabled: true\n  postgres:\n    database: " + service +
         "_db\n    username: " + service + "_user\n";
}

/// Forwards to a world that the test owns, as each pass has a world of its own.
class Door final : public World {
 public:
  explicit Door(World& world, std::map<std::string, DatabaseServer*>& servers)
      : world_(world), servers_(servers) {}
  Result<SecretStore*> store(const StoreId& id) override { return world_.store(id); }
  Result<DatabaseServer*> server(const ServerId&, const AdminLogin& login) override {
    return servers_.at(login.host);
  }
  Clock& clock() override { return world_.clock(); }
  Entropy& entropy() override { return world_.entropy(); }

 private:
  World& world_;
  std::map<std::string, DatabaseServer*>& servers_;
};

struct Running {
  Harness harness{};
  MemoryServer other{};
  std::map<std::string, DatabaseServer*> servers{{"db.example.internal", &harness.server},
                                                 {"other.example.internal", &other}};
  MemoryHistory history{};
  std::map<std::string, MemoryHistory*> sources{{"file:///values", &history}};
  std::string source = "file:///values";
  std::string settings_problem{};
  std::vector<std::string> environments{"one"};
  std::string discovered{};  ///< Of all environments.
  StoreNames own_stores{};   ///< The same.
  std::vector<std::string> lines{};
  Journal journal{harness.world.clock(),
                  [this](const std::string& line) { lines.push_back(line); }};
  Metrics metrics{"1.2.3"};
  Health health{harness.world.clock(), std::chrono::minutes{10}};
  std::atomic<std::size_t> worlds = 0;  ///< Passes run side by side.
  std::chrono::milliseconds interval{60'000};
  std::size_t deep_every = 1;
  std::chrono::milliseconds verify_every{std::chrono::hours{6}};
  std::uint64_t settings_version = 1;
  std::optional<Service> service{std::in_place, parts()};

  ServiceParts parts() {
    return {
        .settings = [this] { return settings(); },
        .world =
            [this](const Settings&) {
              ++worlds;
              return std::make_unique<Door>(harness.world, servers);
            },
        .source =
            [this](const SourceSettings& from) { return Result(sources.at(from.url)->source()); },
        .folder = {},
        .clock = harness.world.clock(),
        .entropy = harness.world.entropy(),
        .journal = journal,
        .metrics = metrics,
        .health = health};
  }

  /// Another process takes the place of this one.
  void restart() { service.emplace(parts()); }

  SettingsRead settings() const {
    if (!settings_problem.empty())
      return {.settings = {}, .findings = {{.code = Code::BadSettings, .what = settings_problem}}};
    Settings all{.source = SourceSettings{.url = source},
                 .discovery = {.repository_urls = {"https://git.example/values"}}};
    for (const std::string& name : environments)
      all.environments.push_back({.settings = {.name = EnvironmentName{name},
                                               .dialect = "gen3",
                                               .files = {name + "/values.yaml"},
                                               .folder = name,
                                               .release = name,
                                               .namespaces = {name}},
                                  .bounds = Bounds{.entries = {name + "-*"}, .namespaces = {name}},
                                  .stores = own_stores,
                                  .discovered = discovered});
    all.run.deep_every = deep_every;
    all.run.interval = interval;
    all.run.verify_every = verify_every;
    return {.settings = std::move(all), .findings = {}, .version = settings_version};
  }

  RoundResult round() {
    const RoundResult result = service->round({});
    harness.world.manual_clock.advance(result.wait);
    return result;
  }

  std::string figures() { return metrics.exposition(harness.world.clock().now()); }

  bool has(const std::string& role) const {
    return harness.server.state().roles.contains(RoleName{role});
  }

  std::size_t told(const std::string& text) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        lines, [&](const std::string& line) { return line.find(text) != std::string::npos; }));
  }
};

}  // namespace pgberth
