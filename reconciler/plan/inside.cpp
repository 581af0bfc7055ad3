#include "reconciler/plan/inside.h"

#include <algorithm>

namespace pgberth {

std::vector<Grant> all_grants(const Shape& shape) {
  std::vector<Grant> grants = shape.once;
  grants.insert(grants.end(), shape.per_login.begin(), shape.per_login.end());
  return grants;
}

void borrow(const Catalogue& server, const RoleName& role, Draft& draft) {
  const auto already = [&](const auto& step) {
    const auto* borrowed = std::get_if<BorrowRole>(&step.second.action);
    return borrowed != nullptr && borrowed->role == role;
  };
  if (server.admin_role.superuser || role == server.admin ||
      std::ranges::any_of(draft.steps, already))
    return;
  draft.add(Phase::Borrow, BorrowRole{role}, "the admin is no superuser");
}

bool may_hand_over(const ClaimView& view, const RoleName& role) {
  const RoleSeen* seen = view.role(role);
  return seen == nullptr || seen->lendable || view.server->admin_role.superuser;
}

void plan_extensions(const ClaimView& view, const DatabaseNow& where,
                     const std::set<std::string>& present, Draft& draft, Notebook& notes) {
  for (const Extension& extension : view.claim.shape->extensions) {
    if (present.contains(extension.name)) continue;
    const auto available = view.server->extensions.find(extension.name);
    const bool there = available != view.server->extensions.end();
    if (there && available->second) {
      draft.add(Phase::Privileges, CreateExtension{where.database, where.building, extension.name},
                "its service needs it");
      continue;
    }
    if (!there && !extension.required) continue;
    notes.add({.code = Code::ExtensionUnavailable,
               .what = "extension " + quoted(extension.name) + " " +
                       (there ? "may be created only by a superuser of " : "is not to be had on ") +
                       view.server->address,
               .hint = there
                           ? "Let a superuser create it in the databases, or in template1."
                           : "Install it on the server; the databases work without it until then.",
               .claims = {view.claim.id}});
  }
}

}  // namespace pgberth
