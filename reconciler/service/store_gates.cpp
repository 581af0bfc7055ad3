#include "reconciler/service/store_gates.h"

#include <optional>
#include <utility>

namespace pgberth {
namespace {

using Gate = std::counting_semaphore<>;

class Passage {
 public:
  explicit Passage(Gate& gate) : gate_(gate) { gate_.acquire(); }
  Passage(const Passage&) = delete;
  Passage& operator=(const Passage&) = delete;
  ~Passage() { gate_.release(); }

 private:
  Gate& gate_;
};

class GatedStore final : public SecretStore {
 public:
  GatedStore(SecretStore& store, Gate& gate) : store_(store), gate_(gate) {}

  std::map<std::string, StoredEntry> read(const std::set<std::string>& paths) override {
    const Passage passage(gate_);
    return store_.read(paths);
  }
  Result<Creation> create(const std::string& path, const NewEntry& entry) override {
    const Passage passage(gate_);
    return store_.create(path, entry);
  }
  Result<std::set<std::string>> add_missing_keys(const std::string& path,
                                                 const NewKeys& keys) override {
    const Passage passage(gate_);
    return store_.add_missing_keys(path, keys);
  }
  bool adds_keys() const override { return store_.adds_keys(); }
  Result<std::set<std::string>> list(const std::string& prefix) override {
    const Passage passage(gate_);
    return store_.list(prefix);
  }
  std::map<std::string, Upkeep> upkeep(const std::set<std::string>& paths) override {
    const Passage passage(gate_);
    return store_.upkeep(paths);
  }
  std::map<std::string, std::string> circumstances(const std::set<std::string>& paths) override {
    const Passage passage(gate_);
    return store_.circumstances(paths);
  }
  std::optional<Versions> versions(const std::set<std::string>& paths) override {
    const Passage passage(gate_);
    return store_.versions(paths);
  }
  Result<std::string> identity() override {
    const Passage passage(gate_);
    return store_.identity();
  }

 private:
  SecretStore& store_;
  Gate& gate_;
};

}  // namespace

class GuardedWorld final : public World {
 public:
  GuardedWorld(std::unique_ptr<World> world, StoreGates& gates)
      : world_(std::move(world)), gates_(gates) {}

  Result<SecretStore*> store(const StoreId& id) override {
    auto open = world_->store(id);
    if (!open) return open;
    const std::lock_guard lock(busy_);
    auto& gated = stores_[id];
    if (!gated) gated = std::make_unique<GatedStore>(**open, gates_.gate_of(id));
    return gated.get();
  }
  Result<DatabaseServer*> server(const ServerId& id, const AdminLogin& login) override {
    return world_->server(id, login);
  }
  Clock& clock() override { return world_->clock(); }
  Entropy& entropy() override { return world_->entropy(); }

 private:
  std::unique_ptr<World> world_;
  StoreGates& gates_;
  std::mutex busy_{};
  std::map<StoreId, std::unique_ptr<GatedStore>> stores_{};
};

std::unique_ptr<World> StoreGates::guard(std::unique_ptr<World> world) {
  return std::make_unique<GuardedWorld>(std::move(world), *this);
}

StoreGates::Gate& StoreGates::gate_of(const StoreId& id) {
  const std::lock_guard lock(busy_);
  auto& gate = gates_[id];
  if (!gate) gate = std::make_unique<Gate>(static_cast<std::ptrdiff_t>(at_once_));
  return *gate;
}

}  // namespace pgberth
