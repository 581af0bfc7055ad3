#pragma once

#include "reconciler/model/claim.h"
#include "reconciler/model/state.h"
#include "reconciler/model/world.h"

#include <map>

namespace pgberth {

/// Secrets read in this pass, by key. They never leave the pass.
using ReadSecrets = std::map<KeyRef, Secret>;

struct ObservedEntries {
  Entries entries{};
  std::map<SourcePos, int> given{};
  ReadSecrets passwords{};  ///< Of every key that a layout or an admin login calls secret.
};

/// All entries that the claims' places and the servers' admin logins name: one read per store.
ObservedEntries observe_entries(const Claims& claims, const GivenSecrets& given, World& world);

enum class Depth { Shallow, Deep };

/// The servers that the resolved claims must look at. One catalogue read each; with Depth::Deep a
/// session in each existing database of a claim that may create, and one login as its service.
std::map<ServerId, Result<Catalogue>> observe_servers(const Claims& resolved,
                                                      const GivenSecrets& given,
                                                      const ReadSecrets& passwords, World& world,
                                                      Depth depth);

}  // namespace pgberth
