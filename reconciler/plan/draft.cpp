#include "reconciler/plan/draft.h"

#include "reconciler/model/by_hand.h"

#include <algorithm>
#include <utility>

namespace pgberth {

void Draft::add(Phase phase, Action action, Literal reason, const SourcePos& asked_at) {
  steps.emplace_back(phase, Step{.action = std::move(action),
                                 .reason = reason,
                                 .asked_at = asked_at.known() ? asked_at : claim->asked_at,
                                 .for_claims = for_claims});
}

bool Draft::has(Phase phase) const {
  return std::ranges::any_of(steps, [phase](const auto& step) { return step.first == phase; });
}

void Draft::clear() {
  steps.clear();
  must_be_absent.clear();
}

void Notebook::add(Finding finding) {
  noted_[{finding.code, std::move(finding.what), finding.where, std::move(finding.hint)}].merge(
      finding.claims);
}

Findings Notebook::findings() && {
  Findings all;
  for (auto& [key, claims] : noted_) {
    const auto& [code, what, where, hint] = key;
    all.push_back(
        {.code = code, .what = what, .where = where, .hint = hint, .claims = std::move(claims)});
  }
  sort_findings(all);
  return all;
}

const Entry* ClaimView::entry(const EntryRef& ref) const {
  const auto found = state.entries.find(ref);
  return found == state.entries.end() ? nullptr : &found->second;
}

const RoleSeen* ClaimView::role(const RoleName& name) const {
  if (server == nullptr) return nullptr;
  const auto found = server->roles.find(name);
  return found == server->roles.end() ? nullptr : &found->second;
}

const DatabaseSeen* ClaimView::database(const DatabaseName& name) const {
  if (server == nullptr) return nullptr;
  const auto found = server->databases.find(name);
  return found == server->databases.end() ? nullptr : &found->second;
}

const LoginSeen* ClaimView::login() const {
  if (!berth) return nullptr;
  const auto tried = [&](const std::map<RoleName, LoginSeen>& logins) -> const LoginSeen* {
    const auto found = logins.find(berth->login);
    const bool is = found != logins.end() && found->second.answer != LoginAnswer::NotTried;
    return is ? &found->second : nullptr;
  };
  const DatabaseSeen* seen = database(berth->database);
  if (seen != nullptr && seen->inside)
    if (const LoginSeen* login = tried(seen->inside->logins)) return login;
  if (server != nullptr) return tried(server->logins);
  const auto alone = state.logins.find(claim.id);
  return alone == state.logins.end() ? nullptr : &alone->second;
}

namespace {

/// Nothing when the claim does not know all parts of it.
std::optional<UrlOf> url_of(const Claim& claim, const Place& place) {
  const auto text = [&](Field field) { return text_of(claim.credential, field); };
  const Text* port = text(Field::Port);
  for (const Field field : {Field::Username, Field::Host, Field::Database})
    if (text(field) == nullptr) return std::nullopt;
  return UrlOf{.username = text(Field::Username)->text,
               .host = text(Field::Host)->text,
               .port = port == nullptr ? "" : port->text,
               .database = text(Field::Database)->text,
               .password_key = key_of(*place.layout, Field::Password)};
}

}  // namespace

std::optional<std::map<std::string, Source>> content_of(const Claim& claim, const Place& place,
                                                        const Source& password,
                                                        std::string& lacking) {
  std::map<std::string, Source> content;
  for (const auto& [key, slot] : place.layout->keys) {
    if (const auto* constant = std::get_if<std::string>(&slot.what)) {
      content.emplace(key, Text{*constant});
      continue;
    }
    const Field field = std::get<Field>(slot.what);
    const auto source = claim.credential.find(field);
    if (field == Field::Password) {
      content.emplace(key, password);
    } else if (source != claim.credential.end() && std::holds_alternative<Text>(source->second)) {
      content.emplace(key, source->second);
    } else if (const auto url = field == Field::Url ? url_of(claim, place) : std::nullopt) {
      content.emplace(key, Shared<UrlOf>(*url));
    } else {
      lacking = to_string(field);
      return std::nullopt;
    }
  }
  return content;
}

Finding about(const Claim& claim, Code code, std::string what, std::string hint) {
  return {.code = code,
          .what = std::move(what),
          .where = claim.asked_at,
          .hint = std::move(hint),
          .claims = {claim.id}};
}

SourcePos line_of(const Claim& claim, Field field) {
  const Text* text = text_of(claim.credential, field);
  return text == nullptr ? SourcePos{} : text->at;
}

Finding left_to_a_person(const Claim& claim, const KeyRef& key, const Entry& entry,
                         const std::string& value, std::string_view when) {
  const std::string lacks = to_string(key.entry) + " lacks " + quoted(*key.key) + ", and ";
  if (entry.locked)
    return about(claim, Code::KeyNotGranted, lacks + "no key can be added to it",
                 entry.hint.empty() ? "Make it anew by hand, with all that it holds and that key."
                                    : entry.hint);
  const std::string command = value.empty() ? "" : command_to_add(key, value, entry.region);
  return about(claim, Code::KeyNotGranted, lacks + "pgberth may not add keys there",
               command.empty() ? "Add it by hand, or grant the right: deploy/rights has it."
                               : std::string(when) + command);
}

Finding trouble(const Claim& claim, const EntryRef& ref, const Entry* entry) {
  const std::string name = to_string(ref);
  if (entry == nullptr)
    return about(claim, Code::Unreadable, name + " was not looked at", "Run again.");
  // What the store itself says goes before.
  const std::string why = entry->detail.empty() ? "" : ": " + entry->detail;
  const auto hint = [&](const char* otherwise) {
    return entry->hint.empty() ? std::string(otherwise) : entry->hint;
  };
  switch (entry->presence) {
    case Presence::Absent:
    case Presence::Present:
    case Presence::PendingDeletion:
      return about(claim, Code::PendingDeletion, name + " is scheduled for deletion" + why,
                   hint("Restore the entry to keep its password, or let it go and run again."));
    case Presence::NoVersion:
      return about(claim, Code::NoVersion, name + " is there and holds nothing" + why,
                   hint("Fill it by hand, or remove it and run again."));
    case Presence::SoftDeleted:
      return about(claim, Code::SoftDeleted, name + " is soft-deleted",
                   hint("Undelete it to keep its password, or remove it with all its versions."));
    case Presence::Unreadable:
      break;
  }
  return about(claim, Code::Unreadable, name + " cannot be read: " + entry->detail,
               hint("Nothing is planned for it until it can be read."));
}

std::string how_it_comes(const Place& place) {
  const std::string made = place.part == Part::Copy ? "Copy it there by hand" : "Create it by hand";
  switch (place.entry.store.kind) {
    case StoreKind::Kubernetes:
      return made + ", or see why whoever fills the namespace has not.";
    case StoreKind::Aws:
    case StoreKind::Vault:
      return made + ", or let values or settings say that it may be created.";
    case StoreKind::File:
      break;
  }
  return made + ", or see why whoever makes it has not.";
}

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

}  // namespace pgberth
