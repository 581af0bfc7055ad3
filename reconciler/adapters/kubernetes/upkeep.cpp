#include "reconciler/adapters/kubernetes/upkeep.h"

#include "reconciler/adapters/http/url.h"
#include "reconciler/adapters/kubernetes/refusal.h"
#include "reconciler/adapters/kubernetes/secret_object.h"
#include "reconciler/adapters/time_text.h"

#include <optional>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

/// The Secret that an object makes.
std::string target_of(const Json& object) {
  std::string target = text_at(object, "/spec/target/name");
  if (target.empty()) target = text_at(object, "/metadata/name");
  return target;
}

/// The newest word about whether it works.
const Json* condition_of(const Json& object) {
  const Json::json_pointer at("/status/conditions");
  if (!object.contains(at) || !object.at(at).is_array() || object.at(at).empty()) return nullptr;
  const Json& conditions = object.at(at);
  for (const Json& condition : conditions)
    if (text_at(condition, "/type") == "Ready") return &condition;
  return &conditions.back();
}

Upkeep upkeep_of(const Keeper& keeper, const Json& object) {
  const std::string name =
      std::string(keeper.kind) + " \"" + text_at(object, "/metadata/name") + "\"";
  const Json* condition = condition_of(object);
  if (condition == nullptr) return {.says = name + " has not been synced yet"};
  if (text_at(*condition, "/status") != "True") {
    // Its message may repeat what is kept, such as a text that a template could not read.
    const std::string reason = machine_word(text_at(*condition, "/reason"));
    return {.says = name + " is not synced" + (reason.empty() ? "" : ": " + reason)};
  }
  std::string when = text_at(object, "/status/refreshTime");
  if (when.empty()) when = text_at(*condition, "/lastTransitionTime");
  const std::string interval = text_at(object, "/spec/refreshInterval");
  return {.says = name + " was synced at " + when + (interval.empty() ? "" : ", every " + interval),
          .synced = time_of(when)};
}

class Upkeeps {
 public:
  Upkeeps(KubernetesApi& api, const std::set<std::string>& paths) : api_(api) {
    for (const std::string& path : paths)
      if (const auto name = secret_name(path)) wanted_[name->name_space].insert(name->name);
  }

  std::map<std::string, Upkeep> run() && {
    for (const Keeper& keeper : kKeepers) {
      const auto version = served_version(keeper);
      for (const auto& [name_space, names] : wanted_)
        if (!version)
          hide(keeper, name_space);
        else if (!version->empty())
          take(keeper, *version, name_space);
    }
    return std::move(told_);
  }

 private:
  /// "external-secrets.io/v1"; "": not installed; nothing: that cannot be seen.
  std::optional<std::string> served_version(const Keeper& keeper) {
    const auto answer = api_.ask({.path = "/apis/" + std::string(keeper.group)});
    if (answer && answer->status == 404) return "";
    if (!answer || !answer->ok()) return std::nullopt;
    return text_at(answer->body, "/preferredVersion/groupVersion");
  }

  /// Somebody may keep what is wanted there; who else made it would get in their way.
  void hide(const Keeper& keeper, const std::string& name_space) {
    for (const std::string& name : wanted_.at(name_space)) {
      const auto [told, fresh] = told_.try_emplace(SecretName{name_space, name}.path());
      if (fresh || !told->second.by_somebody)
        told->second = {.says = "it cannot be seen whether some " + std::string(keeper.kind) +
                                " makes it"};
    }
  }

  void take(const Keeper& keeper, const std::string& version, const std::string& name_space) {
    const auto answer =
        api_.ask({.path = "/apis/" + version + "/namespaces/" + url_segment(name_space) + "/" +
                          std::string(keeper.plural)});
    if (!answer || (!answer->ok() && answer->status != 404)) {
      hide(keeper, name_space);
      return;
    }
    for (const std::string& name : wanted_.at(name_space))
      told_.try_emplace(
          SecretName{name_space, name}.path(),
          Upkeep{.says = "no " + std::string(keeper.kind) + " makes it", .by_somebody = false});
    const auto items = answer->body.find("items");
    if (items == answer->body.end() || !items->is_array()) return;
    for (const Json& object : *items)
      if (const std::string target = target_of(object); wanted_.at(name_space).contains(target))
        told_[SecretName{name_space, target}.path()] = upkeep_of(keeper, object);
  }

  KubernetesApi& api_;
  std::map<std::string, std::set<std::string>> wanted_{};
  std::map<std::string, Upkeep> told_{};
};

}  // namespace

std::map<std::string, Upkeep> tell_upkeep(KubernetesApi& api, const std::set<std::string>& paths) {
  return Upkeeps(api, paths).run();
}

}  // namespace pgberth
