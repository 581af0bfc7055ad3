// A fault at each call of a pass, with a real cluster and a real Vault as the stores.

#include "reconciler/adapters/base64.h"

#include <gtest/gtest.h>

#include "tests/support/claims.h"
#include "tests/support/fault_positions.h"
#include "tests/support/kubernetes_client.h"
#include "tests/support/vault_fixture.h"
#include <utility>

namespace pgberth {
namespace {

class FaultsOnRealStores : public testing::TestWithParam<std::pair<const char*, Claims (*)()>> {
 protected:
  void converge_from(Fault fault) {
    converge_from_each_position(GetParam().second, fault, false,
                                {.put_in = [this](Harness& harness) { put_in(harness); },
                                 .values = [this] { return values(); }});
  }

 private:
  void put_in(Harness& harness) {
    for (const auto& [id, claim] : GetParam().second().claims)
      for (const Place& place : claim.places) {
        entries_.insert(place.entry);
        remove(place.entry);
      }
    harness.world.stores[{StoreKind::Kubernetes}] = &kubernetes_.store();
    harness.world.stores[{StoreKind::Vault}] = &vault_.store();
  }

  void remove(const EntryRef& entry) {
    const std::string& path = *entry.path;
    const std::size_t slash = path.find('/');
    if (entry.store.kind == StoreKind::Vault) {
      shared_vault().ask("DELETE", "secret/metadata/" + path.substr(slash + 1));
      return;
    }
    shared_kubernetes().make_namespace(path.substr(0, slash));
    shared_kubernetes().ask("DELETE", "/api/v1/namespaces/" + path.substr(0, slash) + "/secrets/" +
                                          path.substr(slash + 1));
  }

  std::set<std::string> values() {
    std::set<std::string> values;
    for (const EntryRef& entry : entries_) {
      SecretStore& store = entry.store.kind == StoreKind::Vault
                               ? static_cast<SecretStore&>(vault_.store())
                               : static_cast<SecretStore&>(kubernetes_.store());
      for (auto& [path, stored] : store.read({*entry.path}))
        for (const auto& [key, value] : stored.content) values.insert(std::string(value.reveal()));
    }
    return values;
  }

  KubernetesClient kubernetes_{access_with(KubernetesFixture::admin_token())};
  VaultClient vault_{address_of(shared_vault(), shared_vault().root_token())};
  std::set<EntryRef> entries_{};
};

TEST_P(FaultsOnRealStores, BeforeAnyCallConverge) {
  converge_from(Fault::FailBefore);
}
TEST_P(FaultsOnRealStores, AsALostReplyConverge) {
  converge_from(Fault::LostReply);
}
TEST_P(FaultsOnRealStores, AsACrashBeforeConverge) {
  converge_from(Fault::CrashBefore);
}
TEST_P(FaultsOnRealStores, AsACrashAfterConverge) {
  converge_from(Fault::CrashAfter);
}

INSTANTIATE_TEST_SUITE_P(Apply, FaultsOnRealStores,
                         testing::Values(std::pair{"Gen3Local", &local_claim},
                                         std::pair{"PhalanxSharedKey", &shared_key_claim},
                                         std::pair{"ToolchainNamespaces", &two_namespaces_claims},
                                         std::pair{"OptaLinked", &linked_claim}),
                         [](const auto& tested) { return std::string(tested.param.first); });

}  // namespace
}  // namespace pgberth
