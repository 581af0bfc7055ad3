#pragma once

#include "reconciler/plan/draft.h"

#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// Schema, privileges and extensions of a database that is being built.
void plan_furnishing(const ClaimView& view, const Berth& berth, Draft& draft, Notebook& notes);

/// The same for a database under its final name: only what a look inside found missing, and
/// nothing while others live in its schema.
void plan_completion(const ClaimView& view, const Berth& berth, Draft& draft, Notebook& notes);

// What both have in common.

/// A database under the name that it has now: its final one, or its building name.
struct DatabaseNow {
  DatabaseName database;
  bool building;
};

/// Steps for the claim's extensions that are not `present`; a finding for those that cannot be had.
void plan_extensions(const ClaimView& view, const DatabaseNow& where,
                     const std::set<std::string>& present, Draft& draft, Notebook& notes);

/// The admin becomes a member of `role` for the job, unless it is a superuser.
void borrow(const Catalogue& server, const RoleName& role, Draft& draft);

/// Whether the admin may hand an object of its own to `role`: one that it makes itself, or one that
/// it may become a member of. Roles of another admin are adopted as they are.
bool may_hand_over(const ClaimView& view, const RoleName& role);

/// All grants of the shape, those of the building and those of each login.
std::vector<Grant> all_grants(const Shape& shape);

}  // namespace pgberth
