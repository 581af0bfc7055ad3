#include "tests/support/harness.h"

#include <sstream>

namespace pgberth {
namespace {

void write(std::ostream& out, const char* kind, const MemoryStore& store) {
  for (const auto& [path, keys] : store.entries()) {
    out << kind << ' ' << path;
    for (const auto& [key, value] : keys) out << ' ' << key << '=' << value;
    out << '\n';
  }
}

void write(std::ostream& out, const MemoryAcl& acl) {
  for (const auto& [role, privileges] : acl) {
    out << ' ' << role.str() << '=';
    for (const auto& privilege : privileges) out << privilege << ',';
  }
}

void write(std::ostream& out, const MemoryState& state) {
  for (const auto& [name, role] : state.roles) {
    out << "role " << name.str() << (role.seen.login ? " login" : "") << ' '
        << role.password.value_or("-");
    for (const auto& group : role.seen.member_of) out << " in " << group.str();
    out << '\n';
  }
  for (const auto& [name, database] : state.databases) {
    out << "database " << name.str() << " of " << database.owner.str() << " schema of "
        << database.schema_owner.str() << " acl";
    write(out, database.acl);
    out << " schema acl";
    write(out, database.schema_acl);
    out << " future";
    write(out, database.future_tables);
    for (const auto& extension : database.extensions) out << " +" << extension;
    out << '\n';
  }
}

}  // namespace

Harness::Harness() {
  world.stores = {{{StoreKind::Kubernetes}, &kubernetes},
                  {{StoreKind::Aws}, &aws},
                  {{StoreKind::Vault}, &vault}};
  world.servers = {{kServer, &server}};
}

MemoryStore& Harness::store(StoreKind kind) {
  return kind == StoreKind::Kubernetes ? kubernetes : kind == StoreKind::Aws ? aws : vault;
}

PassReport Harness::pass(const Claims& claims, bool apply, Depth depth) {
  return run_pass({.claims = claims, .given = linked_secrets()}, world,
                  {.depth = depth, .apply = apply, .jobs_at_once = 1});
}

std::string Harness::snapshot() const {
  std::ostringstream out;
  write(out, "kubernetes", kubernetes);
  write(out, "aws", aws);
  write(out, "vault", vault);
  write(out, server.state());
  return out.str();
}

}  // namespace pgberth
