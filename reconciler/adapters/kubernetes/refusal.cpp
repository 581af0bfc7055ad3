#include "reconciler/adapters/kubernetes/refusal.h"

#include "reconciler/base/short_text.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

constexpr std::string_view kForbidden = " is forbidden: ";

/// The name between `begin`, with which `text` has to begin, and the next `end`; or "".
std::string name_after(std::string_view text, std::string_view begin, char end) {
  constexpr std::size_t longest = 253;
  if (!text.starts_with(begin)) return "";
  text.remove_prefix(begin.size());
  const std::string_view name = text.substr(0, std::min(text.find(end), text.size()));
  const bool is_name = name.size() <= longest && std::ranges::all_of(name, [](unsigned char c) {
                         return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':';
                       });
  return is_name ? std::string(name) : "";
}

/// What stands behind 'secrets "name" is forbidden: ', the way in which the API server itself says
/// so; "": it was somebody else.
std::string_view forbidden_why(std::string_view message) {
  const std::size_t at = message.find(kForbidden);
  if (at == std::string_view::npos || !message.starts_with("secrets")) return "";
  const std::string_view what = message.substr(0, at);
  return std::ranges::count(what, ' ') > 1 ? "" : message.substr(at + kForbidden.size());
}

/// The same, where the cluster says of itself who lacks which right; else "".
std::string_view lacking_right(std::string_view message) {
  const std::string_view why = forbidden_why(message);
  return why.starts_with("User \"") ? why : "";
}

bool goes_away(const nlohmann::json& status) {
  const nlohmann::json::json_pointer causes("/details/causes");
  return status.is_object() && status.contains(causes) && status.at(causes).is_array() &&
         std::ranges::any_of(status.at(causes), [](const auto& cause) {
           return text_at(cause, "/reason") == "NamespaceTerminating";
         });
}

/// Who does not admit what is asked for, as far as the message names somebody.
std::optional<Denial> denier_in(const std::string& message) {
  const std::string_view why = forbidden_why(message);
  if (std::string quota = name_after(why, "exceeded quota: ", ','); !quota.empty())
    return Denial{Denial::By::Quota, std::move(quota)};
  if (std::string policy = name_after(why, "ValidatingAdmissionPolicy '", '\''); !policy.empty())
    return Denial{Denial::By::Policy, std::move(policy)};
  if (std::string webhook = name_after(message, "admission webhook \"", '"'); !webhook.empty())
    return Denial{Denial::By::Webhook, std::move(webhook)};
  return std::nullopt;
}

bool lacks_namespace(const JsonAnswer& answer) {
  return answer.status == 404 && text_at(answer.body, "/reason") == "NotFound" &&
         text_at(answer.body, "/details/kind") == "namespaces";
}

Error forbidden(const JsonAnswer& answer, const std::string& whom, const std::string& doing) {
  const std::string message = text_at(answer.body, "/message");
  const std::string_view why = lacking_right(message);
  return {.code = Code::StoreRights,
          .what = whom + "does not allow to " + doing +
                  (why.empty() ? "" : ": " + short_text(std::string(why))),
          .hint = "Grant it; deploy/rights has what pgberth needs."};
}

std::string webhook_that_fails(const JsonAnswer& answer) {
  const std::string name = name_after(text_at(answer.body, "/message"),
                                      "Internal error occurred: failed calling webhook \"", '"');
  return name.empty() ? "" : ", the admission webhook \"" + name + "\" fails";
}

/// What the cluster says in a word of its own, or that something is not there.
std::string reason(const JsonAnswer& answer) {
  if (answer.status == 404) {
    const std::string kind = machine_word(text_at(answer.body, "/details/kind"));
    const std::string name = text_at(answer.body, "/details/name");
    if (!kind.empty()) return ": " + kind + " \"" + short_text(name) + "\" not found";
  }
  const std::string word = machine_word(text_at(answer.body, "/reason"));
  return word.empty() ? "" : ": " + word;
}

}  // namespace

std::string machine_word(const std::string& text) {
  constexpr std::size_t longest = 60;
  const bool is_word = text.size() <= longest && std::ranges::all_of(text, [](unsigned char c) {
                         return std::isalpha(c) != 0;
                       });
  return is_word ? text : "";
}

std::optional<Denial> denial_in(const JsonAnswer& answer) {
  if (lacks_namespace(answer)) return Denial{Denial::By::NoNamespace};
  if (answer.status >= 500) return std::nullopt;
  if (answer.status == 403 && goes_away(answer.body)) return Denial{Denial::By::DyingNamespace};
  const std::string message = text_at(answer.body, "/message");
  if (auto denier = denier_in(message)) return denier;
  if (answer.status == 403 && !message.empty() && lacking_right(message).empty())
    return Denial{Denial::By::Other};
  return std::nullopt;
}

std::string to_string(const Denial& denial) {
  switch (denial.by) {
    case Denial::By::NoNamespace:
      return "its namespace is not there";
    case Denial::By::DyingNamespace:
      return "its namespace is going away";
    case Denial::By::Quota:
      return "quota \"" + denial.name + "\" is used up";
    case Denial::By::Policy:
      return "the policy \"" + denial.name + "\" denies it";
    case Denial::By::Webhook:
      return "the admission webhook \"" + denial.name + "\" denies it";
    case Denial::By::Other:
      break;
  }
  return "an admission check denies it";
}

Error refusal_of(const JsonAnswer& answer, const std::string& whom, const std::string& doing) {
  const std::string number =
      whom + "answers " + std::to_string(answer.status) + " when asked to " + doing;
  if (answer.status == 401)
    return {.code = Code::StoreAuth,
            .what = whom + "does not take the credential, when asked to " + doing,
            .hint = "Log in anew, or correct what the settings or the kubeconfig name."};
  if (const auto denial = denial_in(answer); denial && denial->by != Denial::By::NoNamespace)
    return {.code = Code::StoreFailed,
            .what = whom + "does not let pgberth " + doing + ": " + to_string(*denial),
            .hint = "Whoever looks after the cluster knows what it wants of Secrets."};
  if (answer.status == 403) return forbidden(answer, whom, doing);
  if (answer.status == 429 || answer.status >= 500)
    return {.code = Code::StoreUnreachable,
            .what = number + reason(answer) + webhook_that_fails(answer),
            .hint = "It was asked several times; try again later."};
  return {.code = Code::StoreFailed, .what = number + reason(answer)};
}

}  // namespace pgberth
