#include "reconciler/base/identifier.h"
#include "reconciler/base/parallel.h"
#include "reconciler/model/berth.h"
#include "reconciler/observed/observe.h"

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

bool was_tried(const DatabaseSeen& seen, const RoleName& login) {
  return seen.inside && seen.inside->logins.contains(login);
}

class ServerObserver {
 public:
  ServerObserver(const Claims& claims, const GivenSecrets& given, const ReadSecrets& passwords,
                 World& world)
      : claims_(claims), given_(given), passwords_(passwords), world_(world) {}

  Result<Catalogue> observe(const ServerId& id, const std::vector<const Claim*>& claims,
                            const LookOptions& options) const {
    const auto server = open_server(id, claims_, {given_, passwords_}, world_);
    if (!server) return server.error();
    auto catalogue = (*server)->catalogue(names_of(claims));
    if (!catalogue) return catalogue;
    if (options.depth == Depth::Deep) look_into(**server, claims, *catalogue, options);
    for (const Claim* claim : claims) try_given(**server, *claim, *catalogue);
    return catalogue;
  }

 private:
  void look_into(DatabaseServer& server, const std::vector<const Claim*>& claims,
                 Catalogue& catalogue, const LookOptions& options) const {
    const std::vector<Look> looks = looks_of(claims, catalogue, options.share);
    std::vector<std::pair<std::optional<Inside>, std::string>> answers(looks.size());
    parallel_for(looks.size(), options.at_once,
                 [&](std::size_t i) { answers[i] = look(server, looks[i], catalogue); });
    for (std::size_t i = 0; i < looks.size(); ++i) {
      DatabaseSeen& seen = catalogue.databases.at(looks[i].question.database);
      std::tie(seen.inside, seen.not_looked) = std::move(answers[i]);
    }
  }

  /// A password in values is stored as the truth, so that of a role that exists is tried before;
  /// where its database is not there yet, the login goes to the one that every server has.
  void try_given(DatabaseServer& server, const Claim& claim, Catalogue& catalogue) const {
    const auto berth = berth_of(claim);
    const auto source = claim.credential.find(Field::Password);
    if (!berth || source == claim.credential.end() ||
        !std::holds_alternative<Given>(source->second) || !catalogue.roles.contains(berth->login))
      return;
    const auto seen = catalogue.databases.find(berth->database);
    const bool there = seen != catalogue.databases.end();
    if (there && was_tried(seen->second, berth->login)) return;
    if (const Secret* password = password_of(claim))
      catalogue.logins[berth->login] =
          server.login(there ? berth->database : kAlwaysThere, berth->login, *password, {});
  }

  std::pair<std::optional<Inside>, std::string> look(DatabaseServer& server, const Look& look,
                                                     const Catalogue& catalogue) const {
    auto inside = server.look_inside(look.question);
    if (!inside) return {std::nullopt, inside.error().what};
    for (const auto& [claim, berth] : look.claims) {
      const Secret* password = password_of(*claim);
      if (password == nullptr || !catalogue.roles.contains(berth.login)) continue;
      const RoleName set_role = claim->shape->owner_role ? berth.owner : RoleName{};
      inside->logins[berth.login] = server.login(berth.database, berth.login, *password, set_role);
    }
    return {*std::move(inside), {}};
  }

  const Secret* password_of(const Claim& claim) const {
    const auto source = claim.credential.find(Field::Password);
    return source == claim.credential.end() ? nullptr
                                            : secret_of(source->second, {given_, passwords_});
  }

  const Claims& claims_;
  const GivenSecrets& given_;
  const ReadSecrets& passwords_;
  World& world_;
};

std::string text_or_empty(const Document& document, Field field) {
  const Text* text = text_of(document, field);
  return text == nullptr ? std::string{} : text->text;
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
  const ServerObserver observer(resolved, known.given, known.passwords, world);
  std::map<ServerId, Result<Catalogue>> servers;
  for (const auto& [id, claims] : by_server)
    servers.emplace(id, observer.observe(id, claims, options));
  return servers;
}

}  // namespace pgberth
