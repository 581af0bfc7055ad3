#include "tests/support/iam_policy.h"

#include <nlohmann/json.hpp>

#include "tests/support/iam_condition.h"
#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

void demand(bool sound, const std::string& what) {
  if (!sound) throw std::invalid_argument("policy: " + what);
}

void demand_only(const Json& object, const std::set<std::string>& known) {
  demand(object.is_object(), "an object is wanted");
  for (const auto& [name, value] : object.items())
    demand(known.contains(name), "\"" + name + "\" is not known");
}

/// A value or a list of them.
std::vector<std::string> texts(const Json& json) {
  std::vector<std::string> list;
  for (const Json& each : json.is_array() ? json : Json::array({json})) {
    demand(each.is_string() || each.is_boolean(), "a text is wanted");
    list.push_back(each.is_string() ? each.get<std::string>() : each.dump());
    demand(list.back().find("${") == std::string::npos, "variables are not known");
  }
  demand(!list.empty(), "a list is empty");
  return list;
}

std::vector<IamPolicy::Test> tests_of(const Json& condition) {
  demand(condition.is_object(), "\"Condition\" is an object");
  std::vector<IamPolicy::Test> tests;
  for (const auto& [name, keys] : condition.items()) {
    demand(keys.is_object() && !keys.empty(), "a condition is an object");
    for (const auto& [key, values] : keys.items())
      tests.push_back(condition_test(name, key, texts(values)));
  }
  return tests;
}

IamPolicy::Statement statement_of(const Json& json) {
  demand_only(json,
              {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"});
  const std::string effect = json.value("Effect", "");
  demand(effect == "Allow" || effect == "Deny", "\"Effect\" is \"Allow\" or \"Deny\"");
  demand(json.contains("Action") != json.contains("NotAction"), "one of both actions is wanted");
  demand(json.contains("Resource") != json.contains("NotResource"), "one resource is wanted");
  IamPolicy::Statement statement{
      .allows = effect == "Allow",
      .all_actions_but = json.contains("NotAction"),
      .actions = texts(json.contains("Action") ? json["Action"] : json["NotAction"]),
      .all_resources_but = json.contains("NotResource"),
      .resources = texts(json.contains("Resource") ? json["Resource"] : json["NotResource"])};
  for (const std::string& action : statement.actions)
    demand(action == "*" || action.find(':') != std::string::npos, "an action names its service");
  for (const std::string& resource : statement.resources)
    demand(
        resource == "*" || (resource.starts_with("arn:") && std::ranges::count(resource, ':') > 4),
        "a resource is an ARN");
  if (json.contains("Condition")) statement.tests = tests_of(json["Condition"]);
  return statement;
}

bool covers(const IamPolicy::Statement& statement, const IamRequest& request) {
  const bool action = std::ranges::any_of(statement.actions, [&](const std::string& pattern) {
    return is_like(lower_case(request.action), lower_case(pattern));
  });
  const bool resource = std::ranges::any_of(statement.resources, [&](const std::string& pattern) {
    return is_like_arn(request.resource, pattern);
  });
  return action != statement.all_actions_but && resource != statement.all_resources_but &&
         std::ranges::all_of(statement.tests,
                             [&](const auto& test) { return meets(request, test); });
}

}  // namespace

std::string to_string(IamDecision decision) {
  if (decision == IamDecision::Allowed) return "allowed";
  return decision == IamDecision::Refused ? "refused" : "not allowed";
}

IamPolicy IamPolicy::parse(const std::string& json) {
  const Json policy = Json::parse(json, nullptr, false);
  demand_only(policy, {"Version", "Id", "Statement"});
  demand(policy.value("Version", "") == "2012-10-17", "\"Version\" is \"2012-10-17\"");
  demand(policy.contains("Statement"), "\"Statement\" is missing");
  IamPolicy parsed;
  const Json& list = policy["Statement"];
  for (const Json& each : list.is_array() ? list : Json::array({list}))
    parsed.statements_.push_back(statement_of(each));
  return parsed;
}

IamDecision IamPolicy::decide(const IamRequest& request) const {
  IamDecision decision = IamDecision::NotAllowed;
  for (const Statement& statement : statements_) {
    if (!covers(statement, request)) continue;
    if (!statement.allows) return IamDecision::Refused;
    decision = IamDecision::Allowed;
  }
  return decision;
}

}  // namespace pgberth
