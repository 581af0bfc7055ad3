#include "reconciler/adapters/kubernetes/examine.h"

#include "reconciler/adapters/check_list.h"
#include "reconciler/adapters/clock_check.h"
#include "reconciler/adapters/kubernetes/dry_creation.h"
#include "reconciler/adapters/kubernetes/lacking_rights.h"
#include "reconciler/adapters/kubernetes/secret_object.h"
#include "reconciler/adapters/kubernetes/upkeep.h"
#include "reconciler/adapters/time_text.h"
#include "reconciler/base/parallel.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kCallsAtOnce = 4;
constexpr const char* kIdentityHint =
    "Grant `get` on the namespace kube-system: deploy/rights/kubernetes/identity.yaml.";

struct Answer {
  bool allowed = false;
  std::set<std::string> denied{};  ///< Those of the names for which it is not granted.
  bool told = true;
};

/// `text`, if it can only be the name of a user; else "".
std::string user_in(const std::string& text) {
  constexpr std::size_t longest = 253;
  const bool is_name =
      text.size() <= longest && std::ranges::all_of(text, [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               std::string_view(":.@_-/").find(static_cast<char>(c)) != std::string_view::npos;
      });
  return is_name ? text : "";
}

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

std::map<std::string, std::set<std::string>> by_namespace(const std::set<std::string>& paths) {
  std::map<std::string, std::set<std::string>> names;
  for (const std::string& path : paths)
    if (const auto name = secret_name(path)) names[name->name_space].insert(name->name);
  return names;
}

class Examination {
 public:
  Examination(KubernetesApi& api, const StoreWork& work) : api_(api), work_(work) {}

  std::vector<Check> run() && {
    if (!look_who_we_are()) return std::move(checks_).take();
    const std::vector<AccessRight> rights = needed();
    std::vector<Answer> answers(rights.size());
    parallel_for(rights.size(), kCallsAtOnce,
                 [&](std::size_t i) { answers[i] = ask_about(rights[i]); });
    look_at_namespaces(rights, answers);
    for (std::size_t i = 0; i < rights.size(); ++i) tell(rights[i], answers[i]);
    for (Check& check : lacks_.checks(unseen_)) checks_.add(std::move(check));
    return std::move(checks_).take();
  }

 private:
  bool look_who_we_are() {
    const auto before = api_.wall();
    const auto answer = api_.ask(
        {.method = "POST",
         .path = "/apis/authentication.k8s.io/v1/selfsubjectreviews",
         .body = Json{{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "SelfSubjectReview"}}
                     .dump()});
    // Clusters before 1.28 do not know it, and some do not let it be asked.
    const bool told = answer && (answer->ok() || answer->status == 403 || answer->status == 404);
    if (!told)
      return checks_.stop(answer ? api_.refused(*answer, "tell who we are") : answer.error());
    const std::string user = user_in(text_at(answer->body, "/status/userInfo/username"));
    if (!user.empty()) checks_.fine(std::string(kWhoWeAre), quoted(user));
    checks_.tls(api_.by_tls());
    if (const auto sent = http_time_of(answer->date))
      checks_.add(clock_check(*sent, before - std::chrono::seconds{1}, api_.wall()));
    return true;
  }

  std::vector<AccessRight> needed() {
    std::vector<AccessRight> rights;
    for (const auto& [name_space, names] : by_namespace(work_.read)) {
      rights.push_back({.name_space = name_space, .verb = "get", .group = "", .names = names});
      rights.push_back({.name_space = name_space,
                        .verb = "list",
                        .group = "",
                        .without = "they are read one by one, and `report` lists none",
                        .optional = true});
    }
    for (const auto& [name_space, names] : by_namespace(work_.create))
      rights.push_back({.name_space = name_space, .verb = "create", .group = ""});
    add_patches(rights);
    for (const Keeper& keeper : kKeepers)
      if (is_served(keeper)) add_keeper(keeper, rights);
    return rights;
  }

  /// A key that no database waits for is added by a person as well.
  void add_patches(std::vector<AccessRight>& rights) const {
    const auto passwords = by_namespace(work_.add_passwords);
    for (const auto& [name_space, names] : by_namespace(work_.add_keys)) {
      const bool needed = passwords.contains(name_space);
      rights.push_back({.name_space = name_space,
                        .verb = "patch",
                        .group = "",
                        .names = names,
                        .without = needed ? "no password is added to an entry that is there"
                                          : "keys are added by a person; `addKeys: false` says so",
                        .optional = !needed});
    }
  }

  bool is_served(const Keeper& keeper) {
    const auto answer = api_.ask({.path = "/apis/" + std::string(keeper.group)});
    return answer && answer->ok();
  }

  /// Who keeps a mirror is worth knowing; a copy waits until nobody is seen to keep one there.
  void add_keeper(const Keeper& keeper, std::vector<AccessRight>& rights) const {
    const auto copies = by_namespace(work_.copies);
    for (const auto& [name_space, names] : by_namespace(work_.read)) {
      const bool needed = copies.contains(name_space);
      rights.push_back({.name_space = name_space,
                        .verb = "list",
                        .group = std::string(keeper.group),
                        .resource = std::string(keeper.plural),
                        .without = needed
                                       ? "it is not seen who keeps Secrets, so no copies are made"
                                       : "it is not told why a Secret is not there yet",
                        .optional = !needed});
    }
  }

  /// Whether it is granted; nothing: that cannot be told.
  std::optional<bool> allowed(const AccessRight& right, const std::string& name) {
    Json attributes{{"namespace", right.name_space},
                    {"verb", right.verb},
                    {"group", right.group},
                    {"resource", right.resource}};
    if (!name.empty()) attributes["name"] = name;
    const auto answer = api_.ask({.method = "POST",
                                  .path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                                  .body = Json{{"apiVersion", "authorization.k8s.io/v1"},
                                               {"kind", "SelfSubjectAccessReview"},
                                               {"spec", {{"resourceAttributes", attributes}}}}
                                              .dump()});
    const Json::json_pointer verdict("/status/allowed");
    if (!answer || !answer->ok() || !answer->body.contains(verdict)) return std::nullopt;
    return answer->body.at(verdict) == true;
  }

  Answer ask_about(const AccessRight& right) {
    const auto all = allowed(right, "");
    if (!all) return {.told = false};
    if (*all) return {.allowed = true};
    Answer answer;
    for (const std::string& name : right.names) {
      const auto one = allowed(right, name);
      if (!one) return {.told = false};
      if (!*one) answer.denied.insert(name);
    }
    answer.allowed = !right.names.empty() && answer.denied.empty();
    return answer;
  }

  /// Whether the namespaces are there, and take what is to be made in them: told before the rights
  /// in them.
  void look_at_namespaces(const std::vector<AccessRight>& rights,
                          const std::vector<Answer>& answers) {
    std::set<std::string> granted;
    for (std::size_t i = 0; i < rights.size(); ++i)
      if (rights[i].verb == "create" && answers[i].allowed) granted.insert(rights[i].name_space);
    const auto created = by_namespace(work_.create);
    const std::vector<std::pair<std::string, std::set<std::string>>> list(created.begin(),
                                                                          created.end());
    std::vector<NamespaceSeen> seen(list.size());
    parallel_for(list.size(), kCallsAtOnce, [&](std::size_t i) {
      const auto& [name_space, names] = list[i];
      if (granted.contains(name_space))
        seen[i].check = try_creation(api_, name_space, names.size());
      else
        seen[i] = look_at_namespace(api_, name_space);
    });
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (std::optional<Check>& check = seen[i].check) checks_.add(*std::move(check));
      if (!seen[i].told) unseen_.insert(list[i].first);
    }
  }

  void tell(const AccessRight& right, const Answer& answer) {
    if (!answer.told) {
      tell_unknown();
    } else if (answer.allowed) {
      checks_.fine(right.words());
    } else {
      const bool some = answer.denied.size() < right.names.size();
      lacks_.add(right, some ? answer.denied : std::set<std::string>{});
    }
  }

  void tell_unknown() {
    if (!std::exchange(all_told_, false)) return;
    checks_.unknown("selfsubjectaccessreviews", "the cluster does not tell what we may do",
                    "# in a ClusterRole that is bound in the whole cluster\n"
                    "- apiGroups: [authorization.k8s.io]\n"
                    "  resources: [selfsubjectaccessreviews]\n"
                    "  verbs: [create]");
  }

  KubernetesApi& api_;
  const StoreWork& work_;
  LackingRights lacks_{};
  std::set<std::string> unseen_{};  ///< Namespaces of which it is not told whether they are there.
  bool all_told_ = true;
  CheckList checks_{};
};

}  // namespace

Result<std::string> cluster_uid(KubernetesApi& api) {
  const auto answer = api.ask({.path = "/api/v1/namespaces/kube-system"});
  if (!answer) return answer.error();
  const std::string doing = "read the namespace kube-system";
  if (answer->status == 403)
    return Error{.code = Code::StoreRights,
                 .what = "Kubernetes does not allow to " + doing,
                 .hint = kIdentityHint};
  if (!answer->ok()) return api.refused(*answer, doing);
  std::string uid = user_in(text_at(answer->body, "/metadata/uid"));
  if (!uid.empty()) return uid;
  return Error{.code = Code::StoreUnfit,
               .what = "the cluster does not tell the UID of its namespace kube-system",
               .hint = "Take `identity` out of its settings."};
}

std::vector<Check> examine_cluster(KubernetesApi& api, const StoreWork& work) {
  return Examination(api, work).run();
}

}  // namespace pgberth
