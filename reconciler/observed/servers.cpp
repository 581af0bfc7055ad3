#include "reconciler/base/identifier.h"
#include "reconciler/base/parallel.h"
#include "reconciler/model/berth.h"
#include "reconciler/observed/log_in.h"
#include "reconciler/observed/observe.h"

#include <atomic>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

const DatabaseName kAlwaysThere{"postgres"};

using OfServer = std::map<ServerId, std::vector<const Claim*>>;

OfServer claims_by_server(const Claims& claims) {
  OfServer by_server;
  for (const auto& [id, claim] : claims.claims)
    if (claim.planned() && claim.needs_server()) by_server[claim.server].push_back(&claim);
  return by_server;
}

Names names_of(const std::vector<const Claim*>& claims) {
  Names names;
  for (const Claim* claim : claims) {
    for (const Extension& extension : claim->shape->extensions)
      names.extensions.insert(extension.name);
    const auto berth = berth_of(*claim);
    if (!berth) continue;
    names.roles.insert(berth->login);
    if (!berth->owner.empty()) names.roles.insert(berth->owner);
    names.databases.insert(berth->database);
    if (claim->may_create.database) names.databases.insert(building_name(berth->database));
  }
  return names;
}

/// One database to look into, with all claims that live in it.
struct Look {
  Question question;
  std::vector<std::pair<const Claim*, Berth>> claims{};
};

void ask_about_grants(const Claim& claim, const Berth& berth, Question& question) {
  const auto ask = [&](const Grant& grant) {
    const RoleName role = berth.role(grant.to, RoleName{});
    if (!role.empty()) question.wanted[role].insert({grant.on, grant.privileges});
  };
  for (const Grant& grant : claim.shape->once) ask(grant);
  for (const Grant& grant : claim.shape->per_login) ask(grant);
}

/// The databases to look into; one that lets nobody in is told so at once.
std::vector<Look> looks_of(const std::vector<const Claim*>& claims, Catalogue& catalogue,
                           const Share& share) {
  std::map<DatabaseName, Look> looks;
  for (const Claim* claim : claims) {
    const auto berth = berth_of(*claim);
    if (!berth || !claim->may_create.database || !share.contains(berth->database.str())) continue;
    const auto seen = catalogue.databases.find(berth->database);
    if (seen == catalogue.databases.end()) continue;
    if (!seen->second.allows_connections) {
      seen->second.not_looked = "it allows no connections";
      continue;
    }
    Look& look = looks.try_emplace(berth->database, Look{.question = {.database = berth->database}})
                     .first->second;
    look.question.own.insert(berth->login);
    if (!berth->owner.empty()) look.question.own.insert(berth->owner);
    ask_about_grants(*claim, *berth, look.question);
    look.claims.emplace_back(claim, *berth);
  }
  std::vector<Look> list;
  list.reserve(looks.size());
  for (auto& [name, look] : looks) list.push_back(std::move(look));
  return list;
}

bool is_silence(const Error& error) {
  return error.code == Code::ServerTimeout || error.code == Code::ServerUnreachable;
}

bool was_tried(const DatabaseSeen& seen, const RoleName& login) {
  return seen.inside && seen.inside->logins.contains(login);
}

/// What is known while all servers are looked at.
struct Known {
  const Claims& claims;
  KnownSecrets secrets;
  World& world;
  const LookOptions& options;
};

const Secret* password_of(const Claim& claim, const Known& known) {
  const auto source = claim.credential.find(Field::Password);
  return source == claim.credential.end() ? nullptr : secret_of(source->second, known.secrets);
}

class ServerObserver {
 public:
  ServerObserver(const Known& known, const ServerId& id, DatabaseServer& server,
                 Catalogue& catalogue)
      : known_(known), id_(id), server_(server), catalogue_(catalogue) {}

  void look_into(const std::vector<const Claim*>& claims) {
    const std::vector<Look> looks = looks_of(claims, catalogue_, known_.options.share);
    std::vector<std::pair<std::optional<Inside>, std::string>> answers(looks.size());
    parallel_for(looks.size(), known_.options.at_once,
                 [&](std::size_t i) { answers[i] = look(looks[i]); });
    for (std::size_t i = 0; i < looks.size(); ++i) {
      DatabaseSeen& seen = catalogue_.databases.at(looks[i].question.database);
      std::tie(seen.inside, seen.not_looked) = std::move(answers[i]);
    }
  }

  /// A password in values is stored as the truth, so that of a role that exists is tried before;
  /// where its database is not there yet, the login goes to the one that every server has.
  void try_given(const Claim& claim) {
    const auto berth = berth_of(claim);
    const auto source = claim.credential.find(Field::Password);
    if (!berth || source == claim.credential.end() ||
        !std::holds_alternative<Given>(source->second) || !catalogue_.roles.contains(berth->login))
      return;
    const auto seen = catalogue_.databases.find(berth->database);
    const bool there = seen != catalogue_.databases.end();
    if (there && was_tried(seen->second, berth->login)) return;
    if (const Secret* password = password_of(claim, known_))
      catalogue_.logins[berth->login] = login(
          {.server = id_, .database = there ? berth->database : kAlwaysThere, .role = berth->login},
          *password);
  }

 private:
  std::pair<std::optional<Inside>, std::string> look(const Look& look) {
    if (silent_) return {std::nullopt, "the server stopped answering"};
    auto inside = server_.look_inside(look.question);
    if (!inside) {
      // Is it this database, or the server? Each further look would wait as long.
      if (is_silence(inside.error()) && !server_.catalogue({})) silent_ = true;
      return {std::nullopt, inside.error().what};
    }
    for (const auto& [claim, berth] : look.claims) {
      const Secret* password = password_of(*claim, known_);
      if (password == nullptr || !catalogue_.roles.contains(berth.login)) continue;
      const RoleName set_role = claim->shape->owner_role ? berth.owner : RoleName{};
      inside->logins[berth.login] = login(
          {.server = id_, .database = berth.database, .role = berth.login, .set_role = set_role},
          *password);
    }
    return {*std::move(inside), {}};
  }

  /// Of a role that is there.
  LoginSeen login(const LoginOf& one, const Secret& password) const {
    return log_in(server_, {one, password, catalogue_.roles.at(one.role)}, known_.options.refused,
                  known_.world.clock());
  }

  const Known& known_;
  const ServerId& id_;
  DatabaseServer& server_;
  Catalogue& catalogue_;
  std::atomic<bool> silent_ = false;
};

Result<Catalogue> observe(const ServerId& id, const std::vector<const Claim*>& claims,
                          const Known& known) {
  const auto server = open_server(id, known.claims, known.secrets, known.world);
  if (!server) return server.error();
  auto catalogue = (*server)->catalogue(names_of(claims));
  if (!catalogue) return catalogue;
  ServerObserver observer(known, id, **server, *catalogue);
  if (known.options.depth == Depth::Deep) observer.look_into(claims);
  for (const Claim* claim : claims) observer.try_given(*claim);
  return catalogue;
}

}  // namespace

const Secret* secret_of(const Source& source, const KnownSecrets& known) {
  if (const auto* given = std::get_if<Given>(&source)) {
    const auto found = known.given.find(given->at);
    return found == known.given.end() ? nullptr : &found->second;
  }
  if (const auto* key = std::get_if<KeyRef>(&source)) {
    const auto found = known.passwords.find(*key);
    return found == known.passwords.end() || found->second.empty() ? nullptr : &found->second;
  }
  return nullptr;
}

Result<DatabaseServer*> open_server(const ServerId& id, const Claims& resolved,
                                    const KnownSecrets& known, World& world) {
  AdminLogin login;
  if (const auto server = resolved.servers.find(id); server != resolved.servers.end()) {
    const Document& admin = server->second.admin;
    login.host = text_or_empty(admin, Field::Host);
    login.port = text_or_empty(admin, Field::Port);
    login.username = text_or_empty(admin, Field::Username);
    if (const auto password = admin.find(Field::Password); password != admin.end())
      if (const Secret* secret = secret_of(password->second, known))
        login.password = secret->duplicate();
  }
  return world.server(id, login);
}

std::map<ServerId, Result<Catalogue>> observe_servers(const Claims& resolved,
                                                      const KnownSecrets& known, World& world,
                                                      const LookOptions& options) {
  const OfServer by_server = claims_by_server(resolved);
  const Known all{resolved, known, world, options};
  std::vector<const OfServer::value_type*> list;
  list.reserve(by_server.size());
  for (const auto& item : by_server) list.push_back(&item);
  std::map<ServerId, Result<Catalogue>> servers;
  std::mutex busy;
  parallel_for(list.size(), options.at_once, [&](std::size_t i) {
    const auto& [id, claims] = *list[i];
    auto seen = observe(id, claims, all);
    const std::lock_guard lock(busy);
    servers.emplace(id, std::move(seen));
  });
  return servers;
}

}  // namespace pgberth
