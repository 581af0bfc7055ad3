#include "tests/support/print_plan.h"

#include "reconciler/base/overloaded.h"

namespace pgberth {
namespace {

std::string print(const Source& source) {
  return std::visit(
      overloaded{
          [](const Text& text) { return "\"" + text.text + "\""; },
          [](const Given& given) { return "<given at " + to_string(given.at) + ">"; },
          [](const Stored&) { return std::string("<stored>"); },
          [](const Shared<UrlOf>&) { return std::string("<url>"); },
          [](const KeyRef& key) { return "<" + to_string(key.entry) + "#" + *key.key + ">"; },
          [](const FromAdmin&) { return std::string("<admin's>"); },
          [](const Generated& generated) {
            return "<generated " + std::to_string(generated.length) + ">";
          }},
      source);
}

std::string print(const std::map<std::string, Source>& keys) {
  std::string text = "{";
  for (const auto& [key, source] : keys)
    text += (text.size() == 1 ? "" : ", ") + key + ": " + print(source);
  return text + "}";
}

std::string in(const DatabaseName& database, bool building) {
  return " in " + database.str() + (building ? " (building)" : "");
}

std::string print(const Action& action) {
  return std::visit(
      overloaded{
          [](const CreateEntry& a) {
            return "create " + std::string(to_string(a.part)) + " " + to_string(a.entry) + " " +
                   print(a.keys);
          },
          [](const AddKeys& a) { return "add keys " + to_string(a.entry) + " " + print(a.keys); },
          [](const CreateRole& a) {
            return "create role " + a.role.str() + (a.login ? " login" : " nologin") +
                   (a.inherit ? "" : " noinherit") +
                   (a.password ? " password " + print(Source{*a.password}) : "");
          },
          [](const JoinRole& a) { return "join " + a.member.str() + " to " + a.role.str(); },
          [](const BorrowRole& a) { return "borrow " + a.role.str(); },
          [](const BuildDatabase& a) {
            return "build " + a.database.str() +
                   (a.owner.empty() ? "" : " owner " + a.owner.str()) +
                   (a.encoding->empty() ? "" : " encoding " + *a.encoding) +
                   (a.from->empty() ? "" : " from " + *a.from);
          },
          [](const GrantPrivileges& a) {
            return "grant " + a.privileges + " on " + std::string(to_string(a.on)) +
                   in(a.database, a.building) + " to " + a.to.str();
          },
          [](const OwnSchema& a) {
            return "give schema" + in(a.database, a.building) + " to " + a.owner.str();
          },
          [](const CreateExtension& a) {
            return "extension " + a.extension + in(a.database, a.building);
          },
          [](const FinishDatabase& a) {
            return "finish " + a.database.str() + (a.public_connects ? "" : ", closed to public");
          },
          [](const CheckLogin& a) {
            return "log in as " + a.role.str() + " to " + a.database.str() + " with " +
                   print(Source{a.password}) +
                   (a.set_role.empty() ? "" : ", then be " + a.set_role.str());
          },
          [](const MarkReady& a) {
            return "mark " + to_string(a.key.entry) + "#" + *a.key.key + " = " + a.value;
          }},
      action);
}

}  // namespace

std::string print(const Plan& plan) {
  std::string text;
  for (const Job& job : plan.jobs) {
    text += "job " + job.server.str() + " " + job.database.str() +
            (job.needs_server ? "" : " (entries only)") + "\n";
    for (const RoleName& role : job.must_be_absent)
      text += "  if role " + role.str() + " is absent\n";
    for (const Step& step : job.steps) {
      text += "  " + print(step.action) + "\n      " + to_string(step.asked_at) + ", " +
              std::string(step.reason) + ", for";
      for (const ClaimId& claim : *step.for_claims) text += " " + claim.str();
      text += "\n";
    }
  }
  for (const Finding& finding : plan.findings)
    text += to_string(finding.where) + ": " + finding.what + " [" + to_string(finding.code) + "]\n";
  for (const auto& [claim, state] : plan.states)
    text += claim.str() + ": " + std::string(to_string(state)) + "\n";
  return text;
}

}  // namespace pgberth
