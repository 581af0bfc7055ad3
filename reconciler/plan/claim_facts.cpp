#include "reconciler/plan/claim_facts.h"

#include "reconciler/base/logins.h"
#include "reconciler/base/overloaded.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pgberth {
namespace {

constexpr std::array kFields{Field::Database, Field::Username, Field::Owner,  Field::Password,
                             Field::Host,     Field::Port,     Field::Engine, Field::Url};

std::string listed(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

std::string key_words(const KeyRef& key) {
  return "as key " + *key.key + " of " + to_string(key.entry) + " says";
}

/// Where a field comes from; a constant is shown unless the field is a secret.
std::string words(Field field, const Source& source) {
  return std::visit(
      overloaded{
          [&](const Text& text) { return is_secret(field) ? "as written in values" : text.text; },
          [](const Given&) -> std::string { return "as written in values"; },
          [](const Stored&) -> std::string { return "as its entry says"; },
          [](const KeyRef& key) { return key_words(key); },
          [](const FromAdmin& admin) {
            return "the admin login's " + std::string(to_string(admin.field));
          },
          [](const Generated& drawn) {
            return "generated, " + std::to_string(drawn.length) + " characters" +
                   (drawn.alphabet == Alphabet::Hexadecimal ? " of 0-9a-f" : "");
          },
          [](const Shared<UrlOf>& url) {
            return "a URL of " + url->username + " on " + url->host + ":" + url->port + "/" +
                   url->database + " with key " + url->password_key;
          }},
      source);
}

SourcePos position_of(const Source& source, const SourcePos& otherwise) {
  if (const auto* text = std::get_if<Text>(&source); text != nullptr && text->at.known())
    return text->at;
  if (const auto* given = std::get_if<Given>(&source); given != nullptr && given->at.known())
    return given->at;
  return otherwise;
}

std::string admin_words(const Document& admin, Field field) {
  const auto found = admin.find(field);
  if (found == admin.end()) return "";
  if (const auto* key = std::get_if<KeyRef>(&found->second))
    return "(" + *key->key + " of " + to_string(key->entry) + ")";
  return words(field, found->second);
}

/// "host, port, username of aws master" where one entry tells all of that, else "".
std::string words_of_one_entry(const Document& admin) {
  std::vector<std::string> keys;
  std::string entry;
  for (const Field field : {Field::Host, Field::Port, Field::Username}) {
    const auto found = admin.find(field);
    const auto* key = found == admin.end() ? nullptr : std::get_if<KeyRef>(&found->second);
    if (key == nullptr || (!keys.empty() && to_string(key->entry) != entry)) return "";
    entry = to_string(key->entry);
    keys.push_back(*key->key);
  }
  return listed(keys) + " of " + entry;
}

std::string birth_words(Birth birth) {
  switch (birth) {
    case Birth::MustExist:
      return "made by others";
    case Birth::WholeEntry:
      return "created when missing";
    case Birth::MissingKeys:
      break;
  }
  return "missing keys are added";
}

std::string layout_words(const Layout& layout) {
  std::vector<std::string> keys;
  for (const auto& [key, slot] : layout.keys) {
    const Field* field = std::get_if<Field>(&slot.what);
    keys.push_back(field == nullptr           ? key + " (constant)"
                   : to_string(*field) == key ? key
                                              : key + " (" + std::string(to_string(*field)) + ")");
    if (slot.number) keys.back() += " as a number";
  }
  return listed(keys) + (layout.envelope.empty() ? "" : " in " + layout.envelope);
}

std::string who_words(Who who) {
  constexpr std::array<std::string_view, 4> names{"the admin", "the owner role", "the login role",
                                                  "PUBLIC"};
  return std::string(names.at(static_cast<std::size_t>(who)));
}

std::string grants_words(const std::vector<Grant>& grants) {
  std::vector<std::string> all;
  all.reserve(grants.size());
  for (const Grant& grant : grants)
    all.push_back(grant.privileges + " on " + std::string(to_string(grant.on)) + " to " +
                  who_words(grant.to));
  return listed(all);
}

std::string extensions_words(const std::vector<Extension>& extensions) {
  std::vector<std::string> all;
  all.reserve(extensions.size());
  for (const Extension& extension : extensions)
    all.push_back(extension.name + (extension.required ? "" : " where there is one"));
  return listed(all);
}

/// Gathers the facts of one claim; what is empty is no fact.
class Teller {
 public:
  explicit Teller(const Claim& claim) : claim_(claim) {}

  void tell(std::string what, std::string text, const SourcePos& at) {
    if (!text.empty())
      facts_.push_back({.what = std::move(what), .text = std::move(text), .at = at});
  }
  void tell(std::string what, std::string text) {
    tell(std::move(what), std::move(text), claim_.asked_at);
  }

  void tell_credential(const Claims& claims) {
    if (claim_.needs_server() || claim_.instance_user) tell("server", server_words(claim_, claims));
    for (const Field field : kFields)
      if (const auto found = claim_.credential.find(field); found != claim_.credential.end())
        tell(std::string(to_string(field)), without_logins(words(field, found->second)),
             position_of(found->second, claim_.asked_at));
  }

  void tell_services() {
    std::vector<std::string> names;
    names.reserve(claim_.services.size());
    for (const auto& [service, at] : claim_.services) names.push_back(service.str());
    tell("services", listed(names));
    if (!claim_.selected) tell("selected", "no, what asks for it is switched off");
  }

  void tell_creation() {
    std::vector<std::string> may;
    if (claim_.may_create.owner) may.emplace_back("owner role");
    if (claim_.may_create.login) may.emplace_back("role");
    if (claim_.may_create.database) may.emplace_back("database");
    tell("creates", may.empty() ? "nothing on the server" : listed(may));
    tell("asked to create", claim_.create_asked ? "yes" : "no");
    if (claim_.instance_user) tell("login", "the server's own user");
  }

  void tell_places() {
    for (const Place& place : claim_.places) {
      std::string name = to_string(place.entry);
      const auto same = std::ranges::count(names_, name);
      names_.push_back(name);
      if (same > 0) name += " (" + std::to_string(same + 1) + ")";
      const SourcePos& at = place.asked_at.known() ? place.asked_at : claim_.asked_at;
      tell(name, std::string(to_string(place.part)) + ", " + birth_words(place.birth), at);
      facts_.back().is_place = true;
      tell("keys of " + name, layout_words(*place.layout), at);
    }
    std::vector<std::string> marks;
    marks.reserve(claim_.ready.size());
    for (const Mark& mark : claim_.ready)
      marks.push_back(*mark.key.key + " in " + to_string(mark.key.entry));
    tell("ready mark", listed(marks));
    tell("marked from birth", claim_.marked_at_birth);
  }

  void tell_shape() {
    const Shape& shape = *claim_.shape;
    tell("owner of the database", who_words(shape.database_owner));
    tell("owner of schema public", who_words(shape.schema_owner));
    if (shape.owner_role) tell("owner role", "yes");
    if (!shape.login_inherits) tell("login inherits", "no");
    if (!shape.public_connects) tell("PUBLIC connects", "no");
    tell("encoding", *shape.encoding);
    tell("locale", *shape.locale);
    tell("template", *shape.from);
    tell("granted once", grants_words(shape.once));
    tell("granted to each login", grants_words(shape.per_login));
    tell("extensions", extensions_words(shape.extensions));
  }

  std::vector<Fact> finish() && { return std::move(facts_); }

 private:
  const Claim& claim_;
  std::vector<Fact> facts_{};
  std::vector<std::string> names_{};  ///< Of entries that were told.
};

}  // namespace

std::string server_words(const Claim& claim, const Claims& claims) {
  const auto server = claims.servers.find(claim.server);
  if (server == claims.servers.end()) return claim.server.str();
  const Document& admin = server->second.admin;
  if (std::string entry = words_of_one_entry(admin); !entry.empty()) return entry;
  std::string text = admin_words(admin, Field::Host);
  if (const std::string port = admin_words(admin, Field::Port); !port.empty()) text += ":" + port;
  if (const std::string user = admin_words(admin, Field::Username); !user.empty())
    text += " as " + user;
  return text;
}

std::vector<Fact> facts_of(const Claim& claim, const Claims& claims) {
  Teller teller(claim);
  teller.tell_credential(claims);
  teller.tell_services();
  teller.tell_creation();
  teller.tell_places();
  teller.tell_shape();
  return std::move(teller).finish();
}

std::string text_of(const std::vector<Fact>& facts, std::string_view what) {
  const auto found = std::ranges::find(facts, what, &Fact::what);
  return found == facts.end() ? "" : found->text;
}

}  // namespace pgberth
