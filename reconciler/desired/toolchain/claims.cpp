#include "reconciler/desired/toolchain/claims.h"

#include "reconciler/base/identifier.h"
#include "reconciler/desired/toolchain/shapes.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace pgberth::toolchain {
namespace {

constexpr int kPasswordLength = 40;

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

/// Asking for a database is asking to have it made, unless the operator decides otherwise.
bool creates(const EnvironmentSettings& settings) {
  return settings.policy.create != Policy::Create::Never;
}

}  // namespace

ClaimMaker::ClaimMaker(const EnvironmentSettings& settings, const Options& options,
                       std::vector<std::string> namespaces)
    : settings_(settings),
      options_(options),
      namespaces_(std::move(namespaces)),
      shape_(shape(options.locale)),
      simple_shape_(simple_shape(options.locale)) {}

Desired ClaimMaker::finish() && {
  while (!told_.empty()) {
    auto told = told_.extract(told_.begin());
    desired_.findings.push_back(std::move(told.key()));
    desired_.findings.back().claims = std::move(told.mapped());
  }
  return std::move(desired_);
}

/// What is true of one line is told once, with all the claims that it is about.
void ClaimMaker::tell(Finding finding) {
  const std::set<ClaimId> claims = std::exchange(finding.claims, {});
  told_[std::move(finding)].insert(claims.begin(), claims.end());
}

ClaimId ClaimMaker::id_of(const std::string& name_space, const std::string& database) const {
  return ClaimId{settings_.name.str() + "/" + name_space + "/" + database};
}

ClaimId ClaimMaker::simple_id(const std::string& database) const {
  return ClaimId{settings_.name.str() + "/" + database};
}

void ClaimMaker::add(const std::string& database, const std::vector<Wish>& wishes) {
  if (options_.simple.contains(database)) {
    tell_simple(wishes, simple_id(database));
    return;
  }
  const std::string refusal = options_.refusal(database);
  const Shared<Layout> layout = credential_layout();
  std::set<ClaimId> ids;
  for (const std::string& name_space : namespaces_) {
    const Object object{.database = database,
                        .owner = owner_of(database),
                        .login = login_of(database, name_space, options_.login_names),
                        .at = wishes.front().at};
    Claim claim = claim_of(id_of(name_space, database), object, refusal.empty());
    for (const Wish& wish : wishes) claim.services.emplace(wish.service, wish.at);
    claim.credential.emplace(Field::Engine, Text{.text = "postgres"});
    claim.credential.emplace(Field::Owner, Text{.text = object.owner, .at = object.at});
    claim.places = {place_in(entry_path(name_space, database), Part::Authority, layout, object.at)};
    claim.may_create = {
        .login = creates(settings_), .owner = creates(settings_), .database = creates(settings_)};
    claim.shape = shape_;
    check(object, claim);
    ids.insert(claim.id);
    desired_.claims.claims.emplace(claim.id, std::move(claim));
  }
  tell_about_wishes(wishes, ids);
}

void ClaimMaker::add_simple(const std::string& database, const SourcePos& at) {
  const Object object{.database = database, .login = database, .at = at};
  const std::string refusal = options_.refusal(database);
  Claim claim = claim_of(simple_id(database), object, refusal.empty());
  claim.services.emplace(ServiceName{dashed(database)}, at);
  const Shared<Layout> layout = simple_layout();
  for (const std::string& name_space : namespaces_)
    claim.places.push_back(place_in(simple_entry_path(name_space, settings_.release, database),
                                    claim.places.empty() ? Part::Authority : Part::Copy, layout,
                                    at));
  claim.may_create = {.login = creates(settings_), .database = creates(settings_)};
  claim.shape = simple_shape_;
  check(object, claim);
  if (!kubernetes_label(dashed(settings_.release)))
    tell({.code = Code::BadSettings,
          .what = "simple database " + quoted(database) + " needs a release to name its Secret, " +
                  quoted(settings_.release) + " cannot be one",
          .where = at,
          .hint = "Name the release in the settings of the environment.",
          .claims = {claim.id}});
  if (!refusal.empty())
    tell({.code = Code::NotForHere,
          .what = quoted(database) + " " + refusal,
          .where = at,
          .hint = "It is not made here.",
          .claims = {claim.id}});
  desired_.claims.claims.emplace(claim.id, std::move(claim));
}

/// What all claims have in common.
Claim ClaimMaker::claim_of(ClaimId id, const Object& object, bool selected) {
  const ServerOption* server = options_.server_of(object.database);
  Claim claim{.id = std::move(id),
              .environment = settings_.name,
              .services = {},
              .server = add_server(server),
              .credential = {{Field::Database, Text{.text = object.database, .at = object.at}},
                             {Field::Username, Text{.text = object.login, .at = object.at}},
                             {Field::Password, Generated{.length = kPasswordLength}}},
              .places = {},
              .create_asked = true,
              .asked_at = object.at,
              .selected = selected};
  if (server != nullptr) {
    claim.credential.emplace(Field::Host, server->host);
    claim.credential.emplace(Field::Port, server->port);
  } else if (selected) {
    tell({.code = Code::ServerNotListed,
          .what = "no server is named for database " + quoted(object.database),
          .where = object.at,
          .hint = "Add it to a server in the options of the environment, or leave the list of one "
                  "server out, which then takes all the rest.",
          .claims = {claim.id}});
  }
  return claim;
}

Place ClaimMaker::place_in(const std::string& path, Part part, const Shared<Layout>& layout,
                           const SourcePos& at) const {
  const bool may = settings_.policy.local_secret == Policy::LocalSecret::Create;
  return {.entry = {.store = {.kind = StoreKind::Kubernetes}, .path = path},
          .part = part,
          .birth = may ? Birth::WholeEntry : Birth::MustExist,
          .layout = layout,
          .asked_at = at};
}

ServerId ClaimMaker::add_server(const ServerOption* server) {
  const std::string environment = settings_.name.str() + "/";
  if (server == nullptr) {
    const ServerId unknown{environment + "?"};
    desired_.claims.servers.try_emplace(unknown, Server{.id = unknown, .admin = {}});
    return unknown;
  }
  const ServerId id{environment + server->host.text + ":" + server->port.text};
  Document admin{{Field::Host, server->host}, {Field::Port, server->port}};
  if (server->admin_username) admin.emplace(Field::Username, *server->admin_username);
  desired_.claims.servers.try_emplace(id, Server{.id = id, .admin = std::move(admin)});
  return id;
}

/// Whether Postgres can have the names; the database's own fault is told once.
void ClaimMaker::check(const Object& object, const Claim& claim) {
  if (const auto name = database_name(object.database, object.at); !name)
    return tell(finding_of(name.error(), {claim.id}));
  for (const std::string& role : {object.owner, object.login})
    if (!role.empty())
      if (const auto name = role_name(role, object.at); !name)
        return tell(finding_of(name.error(), {claim.id}));
}

/// What is odd about each line that asks.
void ClaimMaker::tell_about_wishes(const std::vector<Wish>& wishes,
                                   const std::set<ClaimId>& claims) {
  for (const Wish& wish : wishes) {
    if (wish.written.find('_') != std::string::npos)
      tell({.code = Code::NotCanonical,
            .what =
                quoted(wish.written) + " is written " + quoted(dashed(wish.written)) + " in charts",
            .where = wish.at,
            .hint = "The charts mount a Secret of the name as it is written, and the name of a "
                    "Secret has no \"_\".",
            .claims = claims});
    if (const std::string refusal = options_.refusal(wish.database); !refusal.empty())
      tell({.code = Code::NotForHere,
            .what = quoted(wish.written) + " " + refusal,
            .where = wish.at,
            .hint = "It is not made here.",
            .claims = claims});
  }
}

void ClaimMaker::tell_simple(const std::vector<Wish>& wishes, const ClaimId& claim) {
  for (const Wish& wish : wishes)
    tell({.code = Code::NotForHere,
          .what = quoted(wish.written) + " is a simple database, which has no Secret for \"dbs\"",
          .where = wish.at,
          .hint = "Take it out of the list, or out of the simple databases.",
          .claims = {claim}});
}

}  // namespace pgberth::toolchain
