#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/base/secret.h"
#include "reconciler/base/shared.h"
#include "reconciler/model/place.h"
#include "reconciler/model/shape.h"

#include <map>
#include <optional>
#include <vector>

namespace pgberth {

/// One credential that is asked for, with the database and roles that it opens.
struct Claim {
  ClaimId id;
  EnvironmentName environment;
  std::map<ServiceName, SourcePos> services;  ///< All that ask for it, each with its line.
  ServerId server;
  Document credential;
  std::vector<Place> places;  ///< At most one Authority, and it comes first.
  MayCreate may_create{};
  bool create_asked = false;  ///< The values ask for the database, whatever policy says.
  Shared<Shape> shape{};
  std::vector<Mark> ready{};      ///< Added after the login worked.
  std::string marked_at_birth{};  ///< Key of the authority that says "ready" from birth, where the
                                  ///< store takes no key later; "" when there is none.
  SourcePos asked_at{};
  std::optional<SourcePos> given_password{};  ///< Where values give one, kept when resolved.
  std::set<Field> adopted{};   ///< Filled in by resolving: what is stored otherwise than asked.
  bool blocked = false;        ///< An error is about it: listed, not planned.
  bool selected = true;        ///< False: what asks for it is switched off: listed, not planned.
  bool instance_user = false;  ///< The login is the server's own user, which came with the server:
                               ///< nothing is made there and no password drawn, so nobody asks it.

  bool planned() const { return selected && !blocked; }

  /// Whether the server must be looked at: something may be created there, or a place may be born
  /// and nothing may be created blindly.
  bool needs_server() const;
};

/// The first authority place, or nullptr.
const Place* authority_of(const Claim& claim);

/// One Postgres and the admin login that the values name for it.
struct Server {
  ServerId id;
  Document admin;
};

struct Claims {
  std::map<ServerId, Server> servers{};
  std::map<ClaimId, Claim> claims{};
};

/// The environment in whose name a claim is made.
EnvironmentName environment_of(const ClaimId& id);

/// What two environments have in common when they speak of one server: "host:port" as far as the
/// admin login tells it, else the server's own name.
std::string address_of(const ServerId& id, const Claims& claims);

/// Secret constants of values files, by the place where they are written.
using GivenSecrets = std::map<SourcePos, Secret>;

/// Everything that values ask for, and what was noticed while reading them.
struct Desired {
  Claims claims{};
  Findings findings{};
  GivenSecrets given{};
};

/// Sets `blocked` on each claim that an error among `findings` is about; an error about no claim in
/// particular blocks nothing here.
void block(Claims& claims, const Findings& findings);

}  // namespace pgberth
