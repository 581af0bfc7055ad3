#include <gtest/gtest.h>

#include "tests/support/store_faults.h"
#include "tests/support/vault_fixture.h"

namespace pgberth {
namespace {

TEST(VaultFaults, EachCallMeetsEachFault) {
  const VaultFixture vault(true);
  const std::string mount = "secret/";
  HttpProxy proxy(vault.url(), {.unreachable = Code::StoreUnreachable, .ca_file = vault.ca_file()});
  VaultAddress direct = address_of(vault, vault.root_token());
  direct.ca_file = vault.ca_file();
  VaultAddress through = direct;
  through.url = proxy.url();
  VaultAddress wrong = direct;
  wrong.ca_file = "/etc/ssl/certs/ca-certificates.crt";
  VaultClient client(through, kHurried);
  VaultClient straight(direct);
  VaultClient untrusting(wrong, kHurried);

  try_all_faults({.name = "Vault",
                  .through = client.store(),
                  .straight = straight.store(),
                  .untrusting = untrusting.store(),
                  .proxy = proxy,
                  .path = [&](const std::string& name) { return mount + "faults/" + name; },
                  .root = mount + "faults/"});
}

}  // namespace
}  // namespace pgberth
