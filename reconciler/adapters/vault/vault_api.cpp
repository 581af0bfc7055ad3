#include "reconciler/adapters/vault/vault_api.h"

#include <utility>

namespace pgberth {

Result<JsonAnswer> VaultApi::ask(const VaultCall& call) {
  const auto held = session_.current();
  if (!held) return held.error();
  auto answer = line_.ask(call, (*held)->token);
  if (!answer || !session_.refuses(*answer, **held)) {
    if (answer && answer->status == 403) lacked_a_right_ = true;
    return answer;
  }
  const auto other = session_.instead_of(*held);
  if (!other) return other.error();
  return line_.ask(call, (*other)->token);
}

}  // namespace pgberth
