#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pgberth {

/// A request as it came over the line.
struct SignedRequest {
  std::string method;
  std::string target;                                 ///< Path and query, as sent.
  std::multimap<std::string, std::string> headers{};  ///< By names in lower case.
  std::string body{};

  /// The first header called `name`, or "".
  std::string header(const std::string& name) const;
};

/// What its Authorization header says about the signature.
struct ClaimedSignature {
  std::string key_id{};
  std::string day{};  ///< "20261122".
  std::string region{};
  std::string service{};
  std::vector<std::string> headers{};  ///< Those that are signed.
  std::string signature{};
};

/// Nothing where there is no such header, or not in the form of Signature Version 4.
std::optional<ClaimedSignature> claimed_signature(const SignedRequest& request);

/// The signature that `secret` makes of the request under what is claimed; written after AWS's
/// description, not after what signs.
std::string signature_of(const SignedRequest& request, const ClaimedSignature& claimed,
                         const std::string& secret);

/// Headers that AWS wants to be signed where they are sent, and that are not.
std::vector<std::string> not_signed(const SignedRequest& request, const ClaimedSignature& claimed);

}  // namespace pgberth
