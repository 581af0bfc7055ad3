#include "reconciler/report/describe.h"

#include "reconciler/base/overloaded.h"

namespace pgberth {
namespace {

std::string keys_of(const AddKeys& add) {
  std::string names;
  for (const auto& [key, source] : add.keys) names += (names.empty() ? "" : ", ") + key;
  return names;
}

/// "database fence_prod", "future tables of fence_prod".
std::string object_of(const GrantPrivileges& grant) {
  const std::string& database = grant.database.str();
  switch (grant.on) {
    case On::Database:
      return "database " + database;
    case On::Schema:
      return "schema public of " + database;
    case On::Tables:
      return "tables of " + database;
    case On::FutureTables:
      break;
  }
  return "future tables of " + database;
}

}  // namespace

StepWords describe(const Action& action) {
  return std::visit(
      overloaded{
          [](const CreateEntry& a) -> StepWords {
            return {true, "secret", to_string(a.entry), "create_entry"};
          },
          [](const AddKeys& a) -> StepWords {
            return {true, "key", keys_of(a) + " in " + to_string(a.entry), "add_keys"};
          },
          [](const CreateRole& a) -> StepWords {
            return {true, "role", a.role.str(), "create_role"};
          },
          [](const JoinRole& a) -> StepWords {
            return {true, "member", a.member.str() + " of " + a.role.str(), "join_role"};
          },
          [](const BorrowRole& a) -> StepWords {
            return {false, "borrow", a.role.str(), "borrow_role"};
          },
          [](const BuildDatabase& a) -> StepWords {
            return {false, "build", a.database.str(), "build_database"};
          },
          [](const GrantPrivileges& a) -> StepWords {
            return {true, "grant", a.privileges + " on " + object_of(a) + " to " + a.to.str(),
                    "grant_privileges"};
          },
          [](const OwnSchema& a) -> StepWords {
            return {true, "owner", a.owner.str() + " of schema public of " + a.database.str(),
                    "own_schema"};
          },
          [](const CreateExtension& a) -> StepWords {
            return {true, "extension", a.extension + " in " + a.database.str(), "create_extension"};
          },
          [](const FinishDatabase& a) -> StepWords {
            return {true, "database", a.database.str(), "finish_database"};
          },
          [](const CheckLogin& a) -> StepWords {
            return {false, "login", a.role.str() + " to " + a.database.str(), "check_login"};
          },
          [](const MarkReady& a) -> StepWords {
            return {true, "ready", *a.key.key + " in " + to_string(a.key.entry), "mark_ready"};
          },
      },
      action);
}

std::string_view to_string(StepResult result) {
  switch (result) {
    case StepResult::Done:
      return "done";
    case StepResult::AlreadyThere:
      return "already there";
    case StepResult::NotAllowed:
      return "not allowed";
    case StepResult::Failed:
      return "failed";
    case StepResult::Skipped:
      break;
  }
  return "skipped";
}

}  // namespace pgberth
