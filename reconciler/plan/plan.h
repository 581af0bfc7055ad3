#pragma once

#include "reconciler/base/literal.h"
#include "reconciler/base/shared.h"
#include "reconciler/model/claim.h"
#include "reconciler/model/server.h"
#include "reconciler/model/state.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace pgberth {

// What a step does. Each names objects and where contents come from; none holds a secret, so a
// plan is printable by construction. `building` means: in the database under its building name.

/// A whole entry is born: each key and where its content comes from. Sources are Text, Given,
/// KeyRef or Generated.
struct CreateEntry {
  EntryRef entry;
  Part part;
  std::map<std::string, Source> keys;
  HelmRelease release{};  ///< Which it is made for; empty: none.
  bool operator==(const CreateEntry&) const = default;
};
/// Keys that a shared entry lacks; the entry is born with them where it is absent.
struct AddKeys {
  EntryRef entry;
  std::map<std::string, Source> keys;
  bool operator==(const AddKeys&) const = default;
};
struct CreateRole {
  RoleName role;
  bool login;
  bool inherit;
  std::optional<KeyRef> password{};  ///< Read from the entry when the step runs.
  Shared<std::string> comment{};     ///< Says whose it is; "": none.
  bool operator==(const CreateRole&) const = default;
};
struct JoinRole {
  RoleName role;
  RoleName member;
  bool operator==(const JoinRole&) const = default;
};
/// The admin becomes a member of `role` until the end of the job, where the server needs it.
struct BorrowRole {
  RoleName role;
  bool operator==(const BorrowRole&) const = default;
};
struct BuildDatabase {
  DatabaseName database;
  RoleName owner{};  ///< Empty: the admin.
  Shared<std::string> encoding{};
  Shared<std::string> locale{};
  Shared<std::string> from{};
  bool operator==(const BuildDatabase&) const = default;
};
struct GrantPrivileges {
  DatabaseName database;
  bool building;
  On on;
  std::string privileges;
  RoleName to;
  bool operator==(const GrantPrivileges&) const = default;
};
struct OwnSchema {
  DatabaseName database;
  bool building;
  RoleName owner;
  bool operator==(const OwnSchema&) const = default;
};
struct CreateExtension {
  DatabaseName database;
  bool building;
  std::string extension;
  bool operator==(const CreateExtension&) const = default;
};
/// Opens the built database to PUBLIC where the shape says so and gives it its final name.
struct FinishDatabase {
  DatabaseName database;
  bool public_connects;
  bool operator==(const FinishDatabase&) const = default;
};
struct CheckLogin {
  DatabaseName database;
  RoleName role;
  KeyRef password;
  RoleName set_role{};
  bool operator==(const CheckLogin&) const = default;
};
struct MarkReady {
  KeyRef key;
  std::string value;
  bool operator==(const MarkReady&) const = default;
};

using Action = std::variant<CreateEntry, AddKeys, CreateRole, JoinRole, BorrowRole, BuildDatabase,
                            GrantPrivileges, OwnSchema, CreateExtension, FinishDatabase, CheckLogin,
                            MarkReady>;

struct Step {
  Action action;
  Literal reason;  ///< Why it is needed, a lower-case clause.
  SourcePos asked_at;
  Shared<std::set<ClaimId>> for_claims;
  bool operator==(const Step&) const = default;
};

/// Everything for one database on one server. Steps run in order, jobs side by side.
struct Job {
  ServerId server;
  DatabaseName database;  ///< Empty when the claim has no database that could be named.
  std::vector<Step> steps{};
  std::set<RoleName> must_be_absent{};  ///< Roles whose absence the plan rests on; looked at again
                                        ///< under the lock before a password is born.
  bool needs_server = true;             ///< False: only entries are copied.
  bool operator==(const Job&) const = default;
};

/// How a claim's credential stands: the first that matches, in the order of reconciler/DESIGN.md.
enum class CredentialState {
  Blocked,      ///< An error is about the claim; nothing was planned.
  NotSelected,  ///< What asks for it is switched off; nothing was planned.
  Unreadable,   ///< Also pending deletion, soft-deleted, no version: the finding says which.
  Sentinel,
  Incomplete,
  Disagreement,
  Stored,     ///< The authority is there; not logged in with.
  InSync,     ///< … and it logs in.
  Mismatch,   ///< … and it does not log in.
  NotProved,  ///< … and the login could not be tried.
  FromCopy,
  DatabaseOnly,
  Expected,
  Missing,
  Unknown,  ///< The server or store that must be asked did not answer.
};

/// "in sync", "db only", …
std::string_view to_string(CredentialState state);

struct Plan {
  std::vector<Job> jobs{};  ///< Ordered by server and database; none is without steps.
  Findings findings{};
  std::map<ClaimId, CredentialState> states{};
  std::set<ClaimId> not_looked_into{};  ///< Claims that may create, whose database no look saw.

  /// Nothing to do and everything evaluated.
  bool agrees() const { return jobs.empty() && !has_error(findings); }
};

/// The steps that make `state` contain what `claims` ask for.
///
/// Pure: no clock, no network, no randomness, no logging. Only adds; what is observed and not
/// claimed is left alone. `claims` are resolved ones. With `after` = the plan carried out,
/// plan(resolve(c, after), after) has no steps.
Plan plan(const Claims& claims, const State& state);

}  // namespace pgberth
