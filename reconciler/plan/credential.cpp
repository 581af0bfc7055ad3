#include "reconciler/plan/draft.h"
#include "reconciler/plan/lookup.h"

#include <set>
#include <utility>

namespace pgberth {
namespace {

std::string key_list(const std::set<std::string>& keys) {
  std::string list;
  for (const std::string& key : keys) list += (list.empty() ? "" : ", ") + quoted(key);
  return list;
}

bool there_or_absent(const Entry* entry) {
  return entry != nullptr &&
         (entry->presence == Presence::Present || entry->presence == Presence::Absent);
}

class CredentialPlanner {
 public:
  CredentialPlanner(const ClaimView& view, Draft& draft, Notebook& notes)
      : view_(view), claim_(view.claim), draft_(draft), notes_(notes) {}

  Credential run() {
    const Place* authority = authority_of(claim_);
    if (authority == nullptr) return {.state = CredentialState::Expected};
    for (const Place& place : claim_.places) {
      if (place.part != Part::Authority && place.part != Part::Override) continue;
      const Entry* entry = view_.entry(place.entry);
      if (there_or_absent(entry)) continue;
      notes_.add(trouble(claim_, place.entry, entry));
      return {.state = CredentialState::Unreadable};
    }
    for (const Place& place : claim_.places)
      if (place.part == Part::Override && real_datum(view_.state.entries, password_key(place))) {
        deliver_the_rest(*authority, password_key(place));
        return {CredentialState::Stored, password_key(place)};
      }
    if (has_sentinel(*authority)) return sentinel();
    return is_there(view_.state.entries, *authority) ? stored(*authority) : absent(*authority);
  }

 private:
  bool has_sentinel(const Place& place) const {
    const Entry* entry = view_.entry(place.entry);
    for (const auto& [key, slot] : place.layout->keys) {
      const auto datum = entry->keys.find(key);
      if (datum != entry->keys.end() && datum->second.sentinel) return true;
    }
    return false;
  }

  /// The override knows the password and need not know more: what is public is delivered as ever.
  void deliver_the_rest(const Place& authority, const KeyRef& password) {
    if (authority.birth != Birth::MissingKeys) return;
    std::string lacking;
    auto content = content_of(claim_, authority, password, lacking);
    if (!content) return;
    content->erase(password_key(authority).key);
    add_keys(authority, *std::move(content), Phase::Authority, "the entry lacks them");
  }

  /// Whether `source` is a password that somebody gives, and that is there.
  bool is_real(const Source& source) const {
    const auto* key = std::get_if<KeyRef>(&source);
    return std::holds_alternative<Given>(source) ||
           (key != nullptr && real_datum(view_.state.entries, *key) != nullptr);
  }

  /// A placeholder is never replaced: real values from settings go to the override entry.
  Credential sentinel() {
    const Source* password = source(Field::Password);
    for (const Place& place : claim_.places) {
      if (place.part != Part::Override || !place.may_create()) continue;
      if (password == nullptr || !is_real(*password)) break;
      add_to(place, *password, Phase::Authority, "the settings give what the placeholder hides");
      return {.state = CredentialState::Sentinel};
    }
    notes_.add(about(claim_, Code::Sentinel,
                     to_string(authority_of(claim_)->entry) + " holds a placeholder",
                     "Give the real credential in the settings; nothing is invented."));
    return {.state = CredentialState::Sentinel};
  }

  Credential stored(const Place& authority) {
    const Entries& entries = view_.state.entries;
    const KeyRef password = password_key(authority);
    const Datum* datum = real_datum(entries, password);
    if (datum == nullptr) {
      notes_.add(about(claim_, Code::PasswordMissing,
                       to_string(authority.entry) + " has no usable " + quoted(password.key),
                       "Add the password by hand; a new one is never filled into an entry that "
                       "is there."));
      return {.state = CredentialState::Incomplete};
    }
    const bool whole = complete(authority);
    const bool agreed = agreement(*datum, authority.entry);
    compare_given(*datum, authority.entry);
    const auto state = !whole    ? CredentialState::Incomplete
                       : !agreed ? CredentialState::Disagreement
                                 : CredentialState::Stored;
    return {state, password};
  }

  bool complete(const Place& authority) {
    const Entry& entry = *view_.entry(authority.entry);
    std::set<std::string> missing = lacking_keys(claim_, authority, entry);
    missing.erase(password_key(authority).key);
    if (authority.birth == Birth::MissingKeys && !missing.empty()) {
      add_to(authority, password_key(authority), Phase::Authority, "the entry lacks them");
      std::erase_if(missing, [&](const std::string& key) { return !entry.keys.contains(key); });
    }
    if (missing.empty()) return true;
    notes_.add(about(claim_, Code::Incomplete,
                     to_string(authority.entry) + " lacks " + key_list(missing),
                     "Add them by hand; an entry that is there is left as it is."));
    return false;
  }

  bool agreement(const Datum& password, const EntryRef& authority) {
    bool agreed = true;
    for (const Place& place : claim_.places) {
      if (place.part == Part::Authority || place.part == Part::Override) continue;
      const Datum* other = real_datum(view_.state.entries, password_key(place));
      if (other == nullptr || other->same_as == password.same_as) continue;
      const std::string& upkeep = view_.entry(place.entry)->upkeep;
      notes_.add(about(claim_, Code::Disagreement,
                       to_string(place.entry) + " and " + to_string(authority) +
                           " hold different passwords; the second one is used" +
                           (upkeep.empty() ? "" : ": " + upkeep),
                       "Find out which one the service uses, then correct the other by hand."));
      agreed = false;
    }
    return agreed;
  }

  void compare_given(const Datum& password, const EntryRef& authority) {
    if (!claim_.given_password) return;
    const auto given = view_.state.given.find(*claim_.given_password);
    if (given == view_.state.given.end() || given->second == password.same_as) return;
    notes_.add({.code = Code::ValuesDisagree,
                .what = "the password in the values is not the one in " + to_string(authority) +
                        ", which is used",
                .where = *claim_.given_password,
                .hint = "Take it out of the values: what is stored is the truth.",
                .claims = {claim_.id}});
  }

  Credential absent(const Place& authority) {
    const Source* password = source(Field::Password);
    const bool known = password != nullptr && (std::holds_alternative<KeyRef>(*password) ||
                                               std::holds_alternative<Given>(*password));
    if (!authority.may_create() || password == nullptr ||
        !(known || std::holds_alternative<Generated>(*password))) {
      notes_.add(about(claim_, Code::Expected,
                       to_string(authority.entry) + " is absent and must come from someone else",
                       how_it_comes(authority)));
      return {.state = CredentialState::Expected};
    }
    const bool copied = std::holds_alternative<KeyRef>(*password);
    if (!copied && claim_.needs_server() && view_.server == nullptr)
      return {.state = CredentialState::Unknown};
    if (const LoginSeen* login = view_.login();
        login != nullptr && login->answer == LoginAnswer::Refused)
      return {.state = CredentialState::Mismatch};
    if (!known)
      if (const auto refused = refusal()) return {.state = *refused};
    if (!known && hides_a_copy()) return {.state = CredentialState::Unreadable};
    if (!add_to(authority, *password, Phase::Authority,
                copied ? Literal("a copy knows the password") : Literal("not in the store")))
      return {.state = CredentialState::Unknown};
    // Nothing is made for a password that cannot be stored.
    if (is_left(authority)) return {.state = CredentialState::Expected};
    if (!known && view_.berth) draft_.must_be_absent.insert(view_.berth->login);
    return {copied ? CredentialState::FromCopy : CredentialState::Missing, password_key(authority)};
  }

  /// Whether a copy cannot be read, which may know the password.
  bool hides_a_copy() {
    for (const Place& place : claim_.places) {
      const Entry* entry = view_.entry(place.entry);
      if (place.part != Part::Copy || there_or_absent(entry)) continue;
      notes_.add(trouble(claim_, place.entry, entry));
      return true;
    }
    return false;
  }

  /// Why no password may be drawn now, though the server answered: nothing is created blindly.
  std::optional<CredentialState> refusal() {
    if (!view_.berth) {
      notes_.add(about(claim_, Code::AdminIncomplete,
                       "the names of the database and its role are not known",
                       "Set them in the values."));
      return CredentialState::Unknown;
    }
    if (view_.role(view_.berth->login) == nullptr) return std::nullopt;
    notes_.add(about(
        claim_, Code::DatabaseOnly,
        "role " + quoted(view_.berth->login.str()) + " exists and no entry knows its password",
        "Store its password in " + to_string(authority_of(claim_)->entry) +
            ", or give the role a new one by hand and store that."));
    return CredentialState::DatabaseOnly;
  }

  /// The birth of `place`: a whole entry, or keys of a shared one.
  bool add_to(const Place& place, const Source& password, Phase phase, Literal reason) {
    std::string lacking;
    auto content = content_of(claim_, place, password, lacking);
    if (!content) {
      notes_.add(about(claim_, Code::AdminIncomplete,
                       to_string(place.entry) + " cannot be made: its " + lacking + " is not known",
                       "Set it in the values."));
      return false;
    }
    if (place.birth == Birth::WholeEntry) {
      draft_.add(phase,
                 CreateEntry{place.entry, place.part, *std::move(content), place.layout->release},
                 reason, place.asked_at);
      return true;
    }
    add_keys(place, *std::move(content), phase, reason);
    return true;
  }

  /// Those keys of `content` that the entry does not have.
  void add_keys(const Place& place, std::map<std::string, Source> content, Phase phase,
                Literal reason) {
    const Entry* entry = view_.entry(place.entry);
    if (entry != nullptr)
      std::erase_if(content, [&](const auto& key) { return entry->keys.contains(key.first); });
    if (is_left(place)) {
      tell_left(place, content);
      return;
    }
    if (!content.empty())
      draft_.add(phase, AddKeys{place.entry, std::move(content)}, reason, place.asked_at);
  }

  /// Whether keys of the place are for a person to add.
  bool is_left(const Place& place) const {
    const Entry* entry = view_.entry(place.entry);
    return place.birth == Birth::MissingKeys && entry != nullptr &&
           entry->presence == Presence::Present && !entry->grows;
  }

  void tell_left(const Place& place, const std::map<std::string, Source>& content) {
    const Entry& entry = *view_.entry(place.entry);
    for (const auto& [key, source] : content) {
      const auto* text = std::get_if<Text>(&source);
      notes_.add(
          left_to_a_person(claim_, {place.entry, key}, entry, text == nullptr ? "" : text->text));
    }
  }

  const Source* source(Field field) const {
    const auto found = claim_.credential.find(field);
    return found == claim_.credential.end() ? nullptr : &found->second;
  }

  const ClaimView& view_;
  const Claim& claim_;
  Draft& draft_;
  Notebook& notes_;
};

}  // namespace

Credential plan_credential(const ClaimView& view, Draft& draft, Notebook& notes) {
  return CredentialPlanner(view, draft, notes).run();
}

}  // namespace pgberth
