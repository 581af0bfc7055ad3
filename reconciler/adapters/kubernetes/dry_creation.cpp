#include "reconciler/adapters/kubernetes/dry_creation.h"

#include "reconciler/adapters/http/url.h"
#include "reconciler/adapters/kubernetes/refusal.h"
#include "reconciler/adapters/kubernetes/secret_calls.h"
#include "reconciler/adapters/kubernetes/secret_object.h"
#include "reconciler/model/by_hand.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

/// Nobody misses it: it is not stored, and where it is there that is the answer.
constexpr const char* kName = "pgberth-doctor";

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

Check lacks_namespace(const std::string& name_space) {
  return {.about = "namespace " + quoted(name_space),
          .verdict = Verdict::Missing,
          .seen = "is not there",
          .cure = "kubectl create namespace " + shell_word(name_space)};
}

Check dying_namespace(const std::string& name_space) {
  return {.about = "namespace " + quoted(name_space),
          .verdict = Verdict::Missing,
          .seen = "is being deleted",
          .cure = "kubectl wait --for=delete --timeout=10m namespace/" + name_space + " &&\n" +
                  "kubectl create namespace " + shell_word(name_space)};
}

/// Takes `begin` and the number behind it off `text`; nothing: it does not begin so.
std::optional<std::size_t> take_number(std::string_view& text, const std::string& begin) {
  if (!text.starts_with(begin)) return std::nullopt;
  text.remove_prefix(begin.size());
  std::size_t number = 0;
  const auto [rest, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return number;
}

/// How many of `resource` there are or may be, whichever is more, where a quota tells of nothing
/// else; it may have been lowered below what is used.
std::optional<std::size_t> counted_by_quota(std::string_view message, const std::string& resource) {
  const std::string used = ", used: " + resource + "=";
  message.remove_prefix(std::min(message.rfind(used), message.size()));
  const auto is = take_number(message, used);
  const auto may_be = take_number(message, ", limited: " + resource + "=");
  if (!is || !may_be || !message.empty()) return std::nullopt;
  return std::max(*is, *may_be);
}

/// A quota counts Secrets under one of two names.
std::string more_room(const std::string& name_space, const std::string& quota,
                      const std::string& message, std::size_t number) {
  std::string command = "kubectl -n " + shell_word(name_space);
  for (const char* resource : {"secrets", "count/secrets"})
    if (const auto counted = counted_by_quota(message, resource)) {
      const Json hard{{resource, std::to_string(*counted + number)}};
      return command.append(" patch resourcequota ")
          .append(shell_word(quota))
          .append(" --type=merge -p '")
          .append(Json{{"spec", {{"hard", hard}}}}.dump())
          .append("'");
    }
  return command.append(" edit resourcequota ").append(shell_word(quota));
}

Check denied(const std::string& name_space, const Denial& denial, const std::string& message,
             std::size_t number) {
  using enum Denial::By;
  if (denial.by == NoNamespace) return lacks_namespace(name_space);
  if (denial.by == DyingNamespace) return dying_namespace(name_space);
  Check check{.about = "a new Secret in " + quoted(name_space),
              .verdict = Verdict::Missing,
              .seen = to_string(denial)};
  if (denial.by == Quota) {
    check.cure = more_room(name_space, denial.name, message, number);
    return check;
  }
  check.cure =
      "# it has to admit Secrets of type Opaque with the label app.kubernetes.io/managed-by";
  if (denial.by == Policy)
    check.cure += "\nkubectl get validatingadmissionpolicy " + shell_word(denial.name) + " -o yaml";
  return check;
}

}  // namespace

Check try_creation(KubernetesApi& api, const std::string& name_space, std::size_t number) {
  const std::string about = "a new Secret in " + quoted(name_space);
  Content content;
  content.emplace("password", Secret{"none"});
  const auto answer =
      api.ask({.method = "POST",
               .path = secrets_path(name_space) + "?dryRun=All",
               .body = new_secret({name_space, kName}, {.content = std::move(content)})});
  if (!answer) return {.about = about, .seen = answer.error().what, .cure = answer.error().hint};
  const bool there = answer->status == 409 && text_at(answer->body, "/reason") == "AlreadyExists";
  if (answer->ok() || there)
    return {.about = about,
            .verdict = Verdict::Fine,
            .seen = "one more would be taken, says the cluster, which stored none"};
  if (const auto denial = denial_in(*answer))
    return denied(name_space, *denial, text_at(answer->body, "/message"), number);
  Error error = api.refused(*answer, "try to create a Secret in " + quoted(name_space));
  return {.about = about, .seen = std::move(error.what), .cure = std::move(error.hint)};
}

NamespaceSeen look_at_namespace(KubernetesApi& api, const std::string& name_space) {
  const auto answer = api.ask({.path = "/api/v1/namespaces/" + url_segment(name_space)});
  if (!answer) return {.told = false};
  if (answer->status == 404 && text_at(answer->body, "/reason") == "NotFound")
    return {.check = lacks_namespace(name_space)};
  if (!answer->ok()) return {.told = false};
  if (!text_at(answer->body, "/metadata/deletionTimestamp").empty())
    return {.check = dying_namespace(name_space)};
  return {};
}

}  // namespace pgberth
