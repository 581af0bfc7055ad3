#include "reconciler/plan/resolve.h"

#include "reconciler/base/identifier.h"
#include "reconciler/base/overloaded.h"
#include "reconciler/plan/lookup.h"

#include <algorithm>
#include <optional>
#include <set>

namespace pgberth {
namespace {

/// The place whose content decides what the claim is: an override that holds a real password, else
/// the authority, else, unless values give the password, any other place that knows it.
const Place* deciding_place(const Claim& claim, const Entries& entries) {
  const Place* authority = nullptr;
  const Place* other = nullptr;
  for (const Place& place : claim.places) {
    const bool knows = real_datum(entries, password_key(place)) != nullptr;
    if (place.part == Part::Override && knows) return &place;
    if (place.part == Part::Authority && is_there(entries, place)) authority = &place;
    if (place.part != Part::Authority && knows && other == nullptr) other = &place;
  }
  if (authority != nullptr) return authority;
  const auto password = claim.credential.find(Field::Password);
  const bool given =
      password != claim.credential.end() && std::holds_alternative<Given>(password->second);
  return given ? nullptr : other;
}

Finding differs(const Claim& claim, Field field, const Text& asked, const KeyRef& key) {
  // The login goes to the listed server, whatever host an entry names; the service goes there.
  const bool address = field == Field::Host || field == Field::Port;
  return {.code = Code::ValuesDisagree,
          .what = "values ask for " + std::string(to_string(field)) + " \"" + asked.text + "\", " +
                  to_string(key.entry) + " holds another one, which " +
                  (address ? "the service uses" : "is used"),
          .where = asked.at.known() ? asked.at : claim.asked_at,
          .hint =
              "What is stored is the truth; change the values, or give the service another "
              "entry.",
          .claims = {claim.id}};
}

class Resolver {
 public:
  Resolver(Claims claims, const Entries& entries) : entries_(entries) {
    result_.claims = std::move(claims);
  }

  Resolution run() && {
    for (const auto& [id, server] : result_.claims.servers)
      if (const auto password = server.admin.find(Field::Password); password != server.admin.end())
        if (const auto* key = std::get_if<KeyRef>(&password->second)) admin_passwords_.insert(*key);
    for (const auto& [id, claim] : result_.claims.claims)
      if (claim.planned() && !claim.instance_user) keep_from_admin(claim);
    block(result_.claims, result_.findings);
    for (auto& [id, server] : result_.claims.servers) resolve_admin(server);
    block(result_.claims, result_.findings);
    for (auto& [id, claim] : result_.claims.claims)
      if (claim.planned()) resolve_claim(claim);
    block(result_.claims, result_.findings);
    sort_findings(result_.findings);
    return std::move(result_);
  }

 private:
  std::set<ClaimId> users_of(const ServerId& server) const {
    std::set<ClaimId> users;
    for (const auto& [id, claim] : result_.claims.claims)
      if (claim.server == server && claim.needs_server() && claim.planned()) users.insert(id);
    return users;
  }

  /// The password of an admin login must become no service's: neither as what a place holds nor
  /// as where the password comes from.
  void keep_from_admin(const Claim& claim) {
    std::set<KeyRef> keys;
    for (const Place& place : claim.places) keys.insert(password_key(place));
    for (const auto& [field, source] : claim.credential)
      if (const auto* key = std::get_if<KeyRef>(&source)) keys.insert(*key);
    for (const KeyRef& key : keys)
      if (admin_passwords_.contains(key))
        result_.findings.push_back({.code = Code::PrivilegedRole,
                                    .what = "key \"" + *key.key + "\" of " + to_string(key.entry) +
                                            " is the password of an admin login",
                                    .where = claim.asked_at,
                                    .hint = "Give the service a password of its own.",
                                    .claims = {claim.id}});
  }

  /// Fills in what entries tell of the admin login. The password stays a KeyRef.
  void resolve_admin(Server& server) {
    const std::set<ClaimId> users = users_of(server.id);
    if (users.empty()) return;
    for (auto source = server.admin.begin(); source != server.admin.end();) {
      const auto* key = std::get_if<KeyRef>(&source->second);
      const Datum* datum = key == nullptr ? nullptr : real_datum(entries_, *key);
      const bool shown = datum != nullptr && (is_secret(source->first) || !datum->text.empty());
      if (key != nullptr && !shown) {
        tell_missing(*key, source->first, users);
        source = server.admin.erase(source);
        continue;
      }
      if (key != nullptr && !is_secret(source->first)) source->second = Text{datum->text};
      ++source;
    }
  }

  /// A key missing from an entry that is there is an error, and so is a host that nobody tells;
  /// the rest the operator may know, and the login will show it.
  void tell_missing(const KeyRef& key, Field field, const std::set<ClaimId>& users) {
    // An entry that grows by keys may be a beginning of pgberth's own.
    if (field != Field::Host && grows(key.entry)) return;
    const auto entry = entries_.find(key.entry);
    const bool there = entry != entries_.end() && entry->second.presence == Presence::Present;
    if (!there && field != Field::Host) return;
    result_.findings.push_back(
        {.code = Code::AdminIncomplete,
         .what = "the admin login needs key \"" + *key.key + "\" of " + to_string(key.entry) +
                 (there ? ", which has no such key" : ", which cannot be read"),
         .hint = what_it_must_tell(key.entry),
         .claims = users});
  }

  /// RDS keeps the login alone and looks after its entry: nobody can add an address there.
  static std::string what_it_must_tell(const EntryRef& entry) {
    std::string hint = "The entry must have the keys username, password, host and port.";
    if (entry.store.kind == StoreKind::Aws)
      hint += " If it is one of RDS, which has no address, write \"adminEntry: " + *entry.path +
              "\" beside host and uri of its server in the settings.";
    return hint;
  }

  bool grows(const EntryRef& entry) const {
    return std::ranges::any_of(result_.claims.claims, [&](const auto& claim) {
      return std::ranges::any_of(claim.second.places, [&](const Place& place) {
        return place.entry == entry && place.birth == Birth::MissingKeys;
      });
    });
  }

  void resolve_claim(Claim& claim) {
    const Place* place = deciding_place(claim, entries_);
    if (const auto password = claim.credential.find(Field::Password);
        password != claim.credential.end())
      if (const auto* given = std::get_if<Given>(&password->second))
        claim.given_password = given->at;
    for (auto field = claim.credential.begin(); field != claim.credential.end();) {
      std::optional<Source> source = field->first == Field::Password
                                         ? password_of(claim, place, field->second)
                                         : public_field(claim, place, field->first, field->second);
      if (source) {
        field->second = *std::move(source);
        ++field;
      } else {
        field = claim.credential.erase(field);
      }
    }
    if (claim.needs_server()) check_names(claim);
  }

  std::optional<Source> password_of(const Claim& claim, const Place* place, const Source& source) {
    if (place != nullptr && real_datum(entries_, password_key(*place)) != nullptr)
      return password_key(*place);
    if (const auto* from = std::get_if<FromAdmin>(&source)) return admin_field(claim, from->field);
    return source;
  }

  /// What is stored; where its text is not shown, because it may be a secret, what is asked.
  std::optional<Source> public_field(Claim& claim, const Place* place, Field field,
                                     const Source& source) {
    if (place != nullptr) {
      const KeyRef key{place->entry, key_of(*place->layout, field)};
      if (const Datum* stored = real_datum(entries_, key)) {
        const auto* asked = std::get_if<Text>(&source);
        if (asked != nullptr && asked->text != stored->text) {
          result_.findings.push_back(differs(claim, field, *asked, key));
          claim.adopted.insert(field);
        }
        if (!stored->text.empty())
          return Text{stored->text, asked == nullptr ? claim.asked_at : asked->at};
        if (asked == nullptr) return std::nullopt;
      }
    }
    return std::visit(overloaded{
                          [&](const Text& text) -> std::optional<Source> { return text; },
                          [&](const FromAdmin& from) { return admin_field(claim, from.field); },
                          [&](const KeyRef& key) -> std::optional<Source> {
                            const Datum* datum = real_datum(entries_, key);
                            return datum == nullptr || datum->text.empty()
                                       ? std::nullopt
                                       : std::optional<Source>(Text{datum->text});
                          },
                          [&](const auto&) -> std::optional<Source> { return std::nullopt; },
                      },
                      source);
  }

  std::optional<Source> admin_field(const Claim& claim, Field field) const {
    const auto server = result_.claims.servers.find(claim.server);
    if (server == result_.claims.servers.end()) return std::nullopt;
    const auto source = server->second.admin.find(field);
    if (source == server->second.admin.end()) return std::nullopt;
    return source->second;
  }

  void check_names(const Claim& claim) {
    const auto check = [&](Field field, auto name_of) {
      const Text* text = text_of(claim.credential, field);
      if (text == nullptr) return;
      const SourcePos& where = text->at.known() ? text->at : claim.asked_at;
      if (auto name = name_of(text->text, where); !name)
        result_.findings.push_back(finding_of(name.error(), {claim.id}));
    };
    check(Field::Database, database_name);
    check(Field::Username, role_name);
    check(Field::Owner, role_name);
  }

  const Entries& entries_;
  std::set<KeyRef> admin_passwords_{};
  Resolution result_{};
};

}  // namespace

Resolution resolve(Claims claims, const Entries& entries) {
  return Resolver(std::move(claims), entries).run();
}

}  // namespace pgberth
