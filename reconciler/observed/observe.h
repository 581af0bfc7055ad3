#pragma once

#include "reconciler/base/hash.h"
#include "reconciler/model/claim.h"
#include "reconciler/model/state.h"
#include "reconciler/model/world.h"
#include "reconciler/observed/entry_memory.h"
#include "reconciler/observed/refused_logins.h"

#include <map>
#include <set>
#include <string_view>

namespace pgberth {

/// Secrets read in this pass, by key. They never leave the pass.
using ReadSecrets = std::map<KeyRef, Secret>;

/// The secrets that a pass knows without asking again.
struct KnownSecrets {
  const GivenSecrets& given;
  const ReadSecrets& passwords;
};

struct ObservedEntries {
  Entries entries{};
  std::map<SourcePos, int> given{};
  ReadSecrets passwords{};      ///< Of every key that a layout or an admin login calls secret.
  Findings findings{};          ///< Stores that could not be opened, once each.
  std::set<EntryRef> unread{};  ///< What they say is recalled, and their secrets are not known.
  bool kept = false;            ///< It is kept, so their secrets may not be read again for a while.
};

/// All entries that the claims' places and the servers' admin logins name: one read per store.
/// The admin login of a server that no claim needs is not read. With a memory, entries whose store
/// tells that none of them has moved are recalled; admin logins are read all the same.
ObservedEntries observe_entries(const Claims& claims, const GivenSecrets& given, World& world,
                                EntryMemory* memory = nullptr);

enum class Depth { Shallow, Deep };

/// One of `of` parts into which databases fall by their names, so that passes can take turns.
struct Share {
  std::size_t part = 0;
  std::size_t of = 1;

  bool contains(std::string_view name) const {
    return of <= 1 || stable_hash(name) % of == part % of;
  }
};

struct LookOptions {
  Depth depth = Depth::Deep;
  Share share{};            ///< Of the databases, those that a deep look is for.
  std::size_t at_once = 4;  ///< Servers, and of each one databases, looked at at the same time.
  RefusedLogins* refused = nullptr;  ///< Logins that are not tried again, and those that join them.
};

/// The servers that the resolved claims must look at. One catalogue read each; with Depth::Deep a
/// session in each existing database of a claim that may create, and one login as its service. At
/// any depth a password that values give is tried on a role that exists, before it would be stored.
/// When a server stops answering, no more of its databases are looked into.
std::map<ServerId, Result<Catalogue>> observe_servers(const Claims& resolved,
                                                      const KnownSecrets& known, World& world,
                                                      const LookOptions& options);

/// The bytes behind a Given or a KeyRef, or nullptr when this pass does not know them.
const Secret* secret_of(const Source& source, const KnownSecrets& known);

/// The server `id` with the admin login that values and entries tell for it.
Result<DatabaseServer*> open_server(const ServerId& id, const Claims& resolved,
                                    const KnownSecrets& known, World& world);

}  // namespace pgberth
