#include "reconciler/adapters/kubernetes/lacking_rights.h"

#include <algorithm>
#include <utility>

namespace pgberth {

std::string AccessRight::words() const {
  return verb + " " + resource + " in \"" + name_space + "\"";
}

bool LackingRights::one_rule(const Lack& one, const Lack& other) {
  return one.right.name_space == other.right.name_space && one.right.group == other.right.group &&
         one.right.resource == other.right.resource && one.right.without == other.right.without &&
         one.right.optional == other.right.optional && one.names == other.names;
}

void LackingRights::add(AccessRight right, std::set<std::string> names) {
  Lack lack{.right = std::move(right), .names = std::move(names)};
  const auto same =
      std::ranges::find_if(lacks_, [&](const Lack& other) { return one_rule(lack, other); });
  if (same == lacks_.end())
    lacks_.push_back(std::move(lack));
  else
    same->right.verb += ", " + lack.right.verb;
}

/// As a person may paste it below `rules:`.
std::string LackingRights::rule(const Lack& lack) {
  const AccessRight& right = lack.right;
  std::string text = "# in a Role of namespace \"" + right.name_space +
                     "\", or in a ClusterRole that is bound there\n";
  if (right.verb == "patch")
    text += "# and with the policy of deploy/rights/kubernetes/add-key.yaml, which holds it\n";
  text += "- apiGroups: [" + (right.group.empty() ? "\"\"" : right.group) + "]\n  resources: [" +
          right.resource + "]\n";
  if (!lack.names.empty()) {
    std::string list;
    for (const std::string& name : lack.names) list += (list.empty() ? "" : ", ") + name;
    text += "  resourceNames: [" + list + "]\n";
  }
  return text + "  verbs: [" + right.verb + "]";
}

std::vector<Check> LackingRights::checks(const std::set<std::string>& unseen) const {
  std::vector<Check> checks;
  std::set<std::string> still_unseen = unseen;
  for (const Lack& lack : lacks_) {
    const AccessRight& right = lack.right;
    Check check{
        .about = right.words(),
        .verdict = right.optional ? Verdict::Optional : Verdict::Missing,
        .seen = right.without.empty() ? "is not granted" : "is not granted: " + right.without,
        .cure = rule(lack)};
    if (!right.optional && still_unseen.erase(right.name_space) > 0)
      check.cure = "# where there is none yet: kubectl create namespace " + right.name_space +
                   "\n" + check.cure;
    checks.push_back(std::move(check));
  }
  return checks;
}

}  // namespace pgberth
