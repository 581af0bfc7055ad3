#include "reconciler/adapters/vault/token_checks.h"

#include "reconciler/adapters/check_list.h"
#include "reconciler/adapters/vault/vault_line.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kSoon = 3'600;

std::int64_t number_at(const Json& data, const std::string& pointer) {
  const Json& found = found_at(data, pointer);
  return found.is_number_integer() ? found.get<std::int64_t>() : 0;
}

std::vector<std::string> policies_of(const Json& data) {
  std::vector<std::string> policies;
  for (const Json& policy : found_at(data, "/policies"))
    if (policy.is_string()) policies.push_back(name_in(policy.get<std::string>()));
  return policies;
}

std::string who(const Json& data) {
  std::string policies;
  for (const std::string& policy : policies_of(data))
    policies += (policies.empty() ? "" : ", ") + policy;
  return "\"" + name_in(text_at(data, "/display_name")) + "\" under " + policies;
}

/// A token that can be renewed without an end, under the same policies.
std::string another_token(const Json& data) {
  std::string command = "vault token create -period=24h";
  for (const std::string& policy : policies_of(data))
    if (!policy.empty() && policy != "default") command += " -policy=" + policy;
  return command +
         "\n# give pgberth that token, or let it log in: `login: {appRole: …}` or `{kubernetes: "
         "…}`";
}

Check time_left(const Json& data, bool drawn_anew) {
  const std::int64_t seconds = number_at(data, "/ttl");
  const bool renewable = found_at(data, "/renewable") == true;
  Check check{.about = "token", .verdict = Verdict::Fine, .seen = "has no end"};
  if (seconds == 0) return check;
  check.seen = "ends in " + std::to_string(seconds) + " seconds and ";
  check.seen += renewable    ? "can be renewed"
                : drawn_anew ? "is drawn anew then"
                             : "cannot be renewed";
  if (renewable || drawn_anew || seconds > kSoon) return check;
  check.verdict = Verdict::Missing;
  check.cure = another_token(data);
  return check;
}

}  // namespace

std::string name_in(const std::string& text) {
  constexpr std::size_t longest = 128;
  const bool is_name = text.size() <= longest && std::ranges::all_of(text, [](unsigned char c) {
                         return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
                       });
  return is_name ? text : "";
}

std::vector<Check> token_checks(const Json& data, const TokenUse& use) {
  CheckList checks;
  checks.fine(std::string(kWhoWeAre), who(data));
  checks.add(time_left(data, use.drawn_anew));
  const std::int64_t uses = number_at(data, "/num_uses");
  if (uses == 0) return std::move(checks).take();
  // Vault says -1 of one that was used up by this very call.
  const auto left = static_cast<std::size_t>(std::max<std::int64_t>(uses, 0));
  const std::string seen = std::to_string(left) + " left";
  if (use.drawn_anew)
    checks.fine(std::string(kTokenUses), seen + ", then another one is drawn");
  else if (left >= use.calls)
    checks.fine(std::string(kTokenUses), seen);
  else
    checks.missing(std::string(kTokenUses),
                   seen + ", and one pass may make " + std::to_string(use.calls) + " calls",
                   another_token(data));
  return std::move(checks).take();
}

}  // namespace pgberth
