#pragma once

#include "reconciler/apply/pass.h"

#include "tests/support/claims.h"
#include "tests/support/memory_server.h"
#include "tests/support/memory_store.h"
#include "tests/support/test_world.h"

namespace pgberth {

/// A whole world in memory: a store of each kind and the server of tests/support/claims.h.
struct Harness {
  Harness();

  MemoryStore kubernetes{};
  MemoryStore aws{MemoryStore::Options{.adds_keys = false}};
  MemoryStore vault{};
  MemoryServer server{};
  TestWorld world{};

  MemoryStore& store(StoreKind kind);

  /// One pass over `claims`, with linked_secrets() as the secret constants.
  PassReport pass(const Claims& claims, bool apply, Depth depth = Depth::Deep);

  /// Everything that is stored and on the server, for comparing.
  std::string snapshot() const;
};

}  // namespace pgberth
