#include "reconciler/apply/checkup_work.h"

#include "reconciler/model/berth.h"
#include "reconciler/observed/questions.h"

#include <optional>

namespace pgberth {
namespace {

const DatabaseName kUsualTemplate{"template1"};

void add_creation(const Claim& claim, const Berth& berth, ServerWork& work) {
  const Shape& shape = *claim.shape;
  work.creates.insert(berth.database);
  work.templates.insert(shape.from->empty() ? kUsualTemplate : DatabaseName(*shape.from));
  const RoleName owner = berth.role(shape.database_owner, RoleName{});
  if (!owner.empty()) work.owners[berth.database] = owner;
  for (const auto* grants : {&shape.once, &shape.per_login})
    for (const Grant& grant : *grants) {
      const RoleName role = berth.role(grant.to, RoleName{});
      if (!role.empty()) work.grants[berth.database][role].insert({grant.on, grant.privileges});
    }
}

void add_work(const Claim& claim, ServerWork& work) {
  const auto berth = berth_of(claim);
  if (!berth || !claim.may_create.any()) return;
  std::set<RoleName>& roles = work.databases[berth->database];
  roles.insert(berth->login);
  if (!berth->owner.empty()) roles.insert(berth->owner);
  if (claim.may_create.login) work.new_roles.insert(berth->login);
  if (claim.may_create.owner && !berth->owner.empty()) work.new_roles.insert(berth->owner);
  if (!claim.may_create.database) return;
  add_creation(claim, *berth, work);
  for (const Extension& extension : claim.shape->extensions) {
    bool& required = work.extensions[extension.name];
    required = required || extension.required;
  }
}

void add_place(const Place& place, StoreWork& work) {
  const std::string& path = *place.entry.path;
  work.create.insert(path);
  if (place.part == Part::Copy) work.copies.insert(path);
  if (place.birth != Birth::MissingKeys) return;
  work.add_keys.insert(path);
  if (place.part == Part::Authority) work.add_passwords.insert(path);
}

std::string admin_of(const ServerId& id, const Claims& claims) {
  const auto server = claims.servers.find(id);
  const Text* name =
      server == claims.servers.end() ? nullptr : text_of(server->second.admin, Field::Username);
  return name == nullptr ? "" : name->text;
}

}  // namespace

std::map<std::string, ServerToExamine> server_work(const Claims& resolved) {
  std::map<std::string, ServerToExamine> servers;
  for (const auto& [id, claim] : resolved.claims) {
    if (!claim.planned() || !claim.needs_server()) continue;
    const std::string address = address_of(claim.server, resolved);
    ServerToExamine& server = servers[address + " " + admin_of(claim.server, resolved)];
    server.what = address;
    server.ids.insert(claim.server);
    add_work(claim, server.work);
  }
  return servers;
}

std::map<StoreId, StoreWork> store_work(const Claims& claims) {
  std::map<StoreId, StoreWork> stores;
  for (const auto& [entry, asked] : questions_of(claims))
    stores[entry.store].read.insert(*entry.path);
  for (const auto& [id, claim] : claims.claims) {
    if (!claim.planned()) continue;
    for (const Place& place : claim.places)
      if (place.may_create()) add_place(place, stores[place.entry.store]);
    for (const Mark& mark : claim.ready)
      stores[mark.key.entry.store].add_keys.insert(*mark.key.entry.path);
  }
  return stores;
}

}  // namespace pgberth
