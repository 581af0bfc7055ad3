#include "reconciler/adapters/kubernetes/kubernetes_store.h"

#include "reconciler/adapters/base64.h"
#include "reconciler/adapters/kubernetes/examine.h"
#include "reconciler/adapters/kubernetes/secret_calls.h"
#include "reconciler/adapters/kubernetes/upkeep.h"

#include <optional>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr int kMostTries = 16;
constexpr const char* kNamesOnly =
    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

std::string doing(const std::string& verb, const SecretName& name) {
  return verb + " Secret \"" + name.path() + "\"";
}

Error failed(const SecretName& name, const std::string& why) {
  return {.code = Code::StoreFailed, .what = "Secret \"" + name.path() + "\" " + why};
}

/// Why no key can be added to `secret`.
std::optional<Error> growth_problem(const Json& secret, const SecretName& name) {
  if (secret.is_null()) return failed(name, "is not there, so it gets no keys");
  const StoredEntry entry = stored_entry(secret);
  if (entry.presence == Presence::Unreadable || entry.presence == Presence::PendingDeletion)
    return failed(name, "gets no keys: " + entry.detail);
  if (entry.locked) return failed(name, "is immutable, so it gets no keys");
  return std::nullopt;
}

/// Without the right to add keys a person has to.
Error not_added(Error error) {
  if (error.code == Code::StoreRights) error.code = Code::KeyNotGranted;
  return error;
}

/// The text of a key as it is stored, in base64.
std::optional<std::string> stored_text(const Json& secret, const std::string& key) {
  const auto data = secret.find("data");
  if (data == secret.end() || !data->is_object() || !data->contains(key)) return std::nullopt;
  return data->at(key).get<std::string>();
}

}  // namespace

std::map<std::string, StoredEntry> KubernetesStore::read(const std::set<std::string>& paths) {
  return read_secrets(*api_, paths);
}

Result<Creation> KubernetesStore::create(const std::string& path, const NewEntry& entry) {
  const auto name = secret_name(path);
  if (!name) return name.error();
  if (auto fits = check_content(path, entry.content); !fits) return std::move(fits).error();
  const auto answer = api_->ask(
      {.method = "POST", .path = secrets_path(name->name_space), .body = new_secret(*name, entry)});
  if (!answer) return answer.error();
  if (answer->ok()) return Creation::Created;
  if (answer->status == 409 && text_at(answer->body, "/reason") == "AlreadyExists")
    return Creation::AlreadyThere;
  return api_->refused(*answer, doing("create", *name));
}

Result<std::set<std::string>> KubernetesStore::add_missing_keys(const std::string& path,
                                                                const NewKeys& keys) {
  const Content& content = keys.content;
  const auto name = secret_name(path);
  if (!name) return name.error();
  if (auto fits = check_content(path, content); !fits) return std::move(fits).error();
  // Of a call whose answer was lost it is not known whether it had an effect: then the Secret
  // tells.
  std::set<std::string> tried;
  std::string seen;
  for (int made = 0; made < kMostTries; ++made) {
    const auto secret = get_secret(*api_, *name);
    if (!secret) return secret.error();
    if (auto problem = growth_problem(*secret, *name)) return *std::move(problem);
    if (auto changed = changed_meanwhile(path, stored_entry(*secret), keys.held))
      return *std::move(changed);
    std::set<std::string> missing;
    for (const auto& [key, value] : content)
      if (!stored_text(*secret, key)) missing.insert(key);
    std::erase_if(tried, [&](const std::string& key) {
      return stored_text(*secret, key) != to_base64(content.at(key).reveal());
    });
    if (missing.empty()) return tried;
    const auto answer = api_->ask({.method = "PATCH",
                                   .path = secret_path(*name),
                                   .body = key_patch(*secret, content, missing),
                                   .content_type = "application/json-patch+json"});
    if (!answer) return answer.error();
    tried.insert(missing.begin(), missing.end());
    if (answer->ok()) return tried;
    // It changed meanwhile; if it did not, it is the patch that is refused.
    const std::string version = text_at(*secret, "/metadata/resourceVersion");
    if ((answer->status != 409 && answer->status != 422) || version == seen)
      return not_added(api_->refused(*answer, doing("add keys to", *name)));
    seen = version;
  }
  return failed(*name, "changes all the time, so no key was added");
}

Result<std::set<std::string>> KubernetesStore::list(const std::string& prefix) {
  std::set<std::string> names;
  const std::size_t slash = prefix.find('/');
  const std::string path = slash == std::string::npos ? std::string("/api/v1/secrets")
                                                      : secrets_path(prefix.substr(0, slash));
  const auto listed = each_secret(*api_, path, kNamesOnly, [&](const Json& item) {
    const SecretName name{text_at(item, "/metadata/namespace"), text_at(item, "/metadata/name")};
    if (name.path().starts_with(prefix)) names.insert(name.path());
  });
  if (!listed) return listed.error();
  return names;
}

std::map<std::string, Upkeep> KubernetesStore::upkeep(const std::set<std::string>& paths) {
  return tell_upkeep(*api_, paths);
}

Result<std::string> KubernetesStore::identity() {
  return cluster_uid(*api_);
}

std::vector<Check> KubernetesStore::examine(const StoreWork& work) {
  return examine_cluster(*api_, work);
}

}  // namespace pgberth
