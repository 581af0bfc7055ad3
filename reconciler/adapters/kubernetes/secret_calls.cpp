#include "reconciler/adapters/kubernetes/secret_calls.h"

#include "reconciler/adapters/http/url.h"
#include "reconciler/base/parallel.h"

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kCallsAtOnce = 4;
constexpr std::size_t kWorthAList = 4;  ///< Secrets of a namespace, from which on it is listed.
constexpr int kMostPages = 1'000;
/// Releases of Helm are large, and none is a credential.
constexpr const char* kQuery = "?limit=500&fieldSelector=type%21%3Dhelm.sh%2Frelease.v1";

/// Whether another call would fare better.
bool is_about_all(const Error& error) {
  return error.code == Code::StoreUnreachable || error.code == Code::StoreCertificate ||
         error.code == Code::StoreAuth;
}

class Reading {
 public:
  explicit Reading(KubernetesApi& api) : api_(api) {}

  std::map<std::string, StoredEntry> run(const std::set<std::string>& paths) && {
    std::map<std::string, std::set<SecretName>> wanted;
    for (const std::string& path : paths) {
      const auto name = secret_name(path);
      if (name)
        wanted[name->name_space].insert(*name);
      else
        answers_[path] = {.presence = Presence::Unreadable, .detail = name.error().what};
    }
    std::vector<std::string> lists;
    for (const auto& [name_space, names] : wanted)
      if (names.size() >= kWorthAList) lists.push_back(name_space);
    parallel_for(lists.size(), kCallsAtOnce,
                 [&](std::size_t i) { list(lists[i], wanted.at(lists[i])); });
    std::vector<SecretName> rest;
    for (const auto& [name_space, names] : wanted)
      for (const SecretName& name : names)
        if (!answers_.contains(name.path())) rest.push_back(name);
    parallel_for(rest.size(), kCallsAtOnce, [&](std::size_t i) { get(rest[i]); });
    return std::move(answers_);
  }

 private:
  void list(const std::string& name_space, const std::set<SecretName>& names) {
    if (failure()) return;
    const auto read =
        each_secret(api_, secrets_path(name_space), "application/json", [&](const Json& secret) {
          const SecretName name{name_space, text_at(secret, "/metadata/name")};
          if (names.contains(name)) answer(name, stored_entry(secret));
        });
    if (!read) note(read.error());
  }

  static StoredEntry unreadable(const Error& error) {
    return {.presence = Presence::Unreadable, .detail = error.what, .hint = error.hint};
  }

  void get(const SecretName& name) {
    if (const auto failed = failure()) {
      answer(name, unreadable(*failed));
      return;
    }
    const auto secret = get_secret(api_, name);
    if (!secret) note(secret.error());
    answer(name, !secret             ? unreadable(secret.error())
                 : secret->is_null() ? StoredEntry{}
                                     : stored_entry(*secret));
  }

  void answer(const SecretName& name, StoredEntry entry) {
    const std::lock_guard lock(busy_);
    answers_[name.path()] = std::move(entry);
  }

  void note(const Error& error) {
    const std::lock_guard lock(busy_);
    if (is_about_all(error)) failure_ = error;
  }

  std::optional<Error> failure() {
    const std::lock_guard lock(busy_);
    return failure_;
  }

  KubernetesApi& api_;
  std::mutex busy_{};
  std::map<std::string, StoredEntry> answers_{};
  std::optional<Error> failure_{};
};

}  // namespace

std::string secrets_path(const std::string& name_space) {
  return "/api/v1/namespaces/" + url_segment(name_space) + "/secrets";
}

std::string secret_path(const SecretName& name) {
  return secrets_path(name.name_space) + "/" + url_segment(name.name);
}

Result<Json> get_secret(KubernetesApi& api, const SecretName& name) {
  auto answer = api.ask({.path = secret_path(name)});
  if (!answer) return std::move(answer).error();
  if (answer->ok() && text_at(answer->body, "/kind") == "Secret") return std::move(answer->body);
  // Whoever else answers 404 at this address does not know what is in the cluster.
  if (answer->status == 404 && text_at(answer->body, "/reason") == "NotFound") return Json();
  return api.refused(*answer, "read Secret \"" + name.path() + "\"");
}

Result<Done> each_secret(KubernetesApi& api, const std::string& path, const std::string& accept,
                         const std::function<void(const Json&)>& take) {
  const std::string first = path + kQuery;
  std::string at = first;
  for (int page = 0; page < kMostPages; ++page) {
    const auto answer = api.ask({.path = at, .accept = accept});
    if (!answer) return answer.error();
    if (answer->status == 410 && at != first) {  // What it goes on with is forgotten.
      at = first;
      continue;
    }
    if (!answer->ok() || !text_at(answer->body, "/kind").ends_with("List"))
      return api.refused(*answer, "list Secrets");
    const auto items = answer->body.find("items");
    if (items != answer->body.end() && items->is_array())
      for (const Json& item : *items) take(item);
    const std::string next = text_at(answer->body, "/metadata/continue");
    if (next.empty()) return Done{};
    at = first;
    at.append("&continue=").append(url_segment(next));
  }
  return Error{.code = Code::StoreFailed, .what = "Kubernetes lists Secrets without an end"};
}

std::map<std::string, StoredEntry> read_secrets(KubernetesApi& api,
                                                const std::set<std::string>& paths) {
  return Reading(api).run(paths);
}

}  // namespace pgberth
