#pragma once

#include "reconciler/adapters/http/json_api.h"
#include "reconciler/base/error.h"

#include <optional>
#include <string>

namespace pgberth {

/// What keeps a Secret from being made or changed, where it is no matter of rights.
struct Denial {
  enum class By { NoNamespace, DyingNamespace, Quota, Policy, Webhook, Other } by;
  std::string name{};  ///< Of the quota, the policy or the webhook.
};

/// Nothing: `answer` tells of none.
std::optional<Denial> denial_in(const JsonAnswer& answer);

/// "quota \"secrets\" is used up".
std::string to_string(const Denial& denial);

/// What an answer that is no success means, asked of `whom` ("Kubernetes at …") to do `doing`
/// ("create Secret …"). Messages of a cluster are not repeated: whoever admits objects may quote
/// them, with all that is in them. Only the cluster's own words about rights are, and names.
Error refusal_of(const JsonAnswer& answer, const std::string& whom, const std::string& doing);

/// `text`, if it is a word for machines, such as a reason ("SecretSyncedError"); else "".
std::string machine_word(const std::string& text);

}  // namespace pgberth
