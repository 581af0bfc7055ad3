#include "reconciler/model/claim.h"

#include <algorithm>
#include <cctype>

namespace pgberth {

bool Claim::needs_server() const {
  if (instance_user) return false;
  return may_create.any() || std::ranges::any_of(places, &Place::may_create);
}

const Place* authority_of(const Claim& claim) {
  const auto place = std::ranges::find(claim.places, Part::Authority, &Place::part);
  return place == claim.places.end() ? nullptr : &*place;
}

EnvironmentName environment_of(const ClaimId& id) {
  return EnvironmentName{id.str().substr(0, id.str().find('/'))};
}

std::string address_of(const ServerId& id, const Claims& claims) {
  const auto server = claims.servers.find(id);
  if (server == claims.servers.end()) return id.str();
  const Text* host = text_of(server->second.admin, Field::Host);
  const Text* port = text_of(server->second.admin, Field::Port);
  if (host == nullptr || host->text.empty()) return id.str();
  std::string name = host->text;
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name + ":" + (port == nullptr || port->text.empty() ? "5432" : port->text);
}

void block(Claims& claims, const Findings& findings) {
  for (const Finding& finding : findings) {
    if (finding.severity() != Severity::Error) continue;
    for (const ClaimId& id : finding.claims)
      if (const auto claim = claims.claims.find(id); claim != claims.claims.end())
        claim->second.blocked = true;
  }
}

}  // namespace pgberth
