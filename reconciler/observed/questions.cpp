#include "reconciler/observed/questions.h"

namespace pgberth {
namespace {

/// Asks for `slot` of `place`. Of keys that values chose, only what is known already may be shown.
void ask_for_slot(const Claim& claim, const Place& place, const Slot& slot, AskedKey& asked) {
  const auto* field = std::get_if<Field>(&slot.what);
  if (field != nullptr && is_secret(*field)) {
    asked.as_secret.insert(claim.id);
    return;
  }
  asked.as_public.insert(claim.id);
  asked.public_at = place.asked_at.known() ? place.asked_at : claim.asked_at;
  if (!place.layout->keys_of_values)
    asked.shown = true;
  else if (field == nullptr)
    asked.expected.insert(std::get<std::string>(slot.what));
  else if (const Text* text = text_of(claim.credential, *field))
    asked.expected.insert(text->text);
}

void ask_for_place(const Claim& claim, const Place& place, Questions& questions) {
  AskedEntry& asked = questions[place.entry];
  asked.claims.insert(claim.id);
  if (place.part != Part::Mirror) asked.only_mirror = false;
  for (const auto& [key, slot] : place.layout->keys)
    ask_for_slot(claim, place, slot, asked.keys[key]);
}

void ask_for_key(const ClaimId& claim, const KeyRef& key, bool secret, Questions& questions) {
  AskedEntry& asked = questions[key.entry];
  asked.claims.insert(claim);
  asked.only_mirror = false;
  AskedKey& wanted = asked.keys[key.key];
  wanted.shown = wanted.shown || !secret;
  (secret ? wanted.as_secret : wanted.as_public).insert(claim);
}

void ask_for_document(const ClaimId& claim, const Document& document, Questions& questions) {
  for (const auto& [field, source] : document)
    if (const auto* key = std::get_if<KeyRef>(&source))
      ask_for_key(claim, *key, is_secret(field), questions);
}

/// What is asked for and is a secret to anybody is one, also to claims that are blocked or not
/// selected, and in admin logins that this run does not use.
void keep_secrets_of_others(const Claims& claims, Questions& questions) {
  const auto keep = [&](const ClaimId& id, const KeyRef& key) {
    const auto asked = questions.find(key.entry);
    if (asked == questions.end()) return;
    if (const auto wanted = asked->second.keys.find(key.key); wanted != asked->second.keys.end())
      wanted->second.as_secret.insert(id);
  };
  const auto keep_all = [&](const ClaimId& id, const Document& document) {
    for (const auto& [field, source] : document)
      if (const auto* key = std::get_if<KeyRef>(&source); key != nullptr && is_secret(field))
        keep(id, *key);
  };
  for (const auto& [id, claim] : claims.claims) {
    for (const Place& place : claim.places)
      for (const auto& [key, slot] : place.layout->keys)
        if (const auto* field = std::get_if<Field>(&slot.what);
            field != nullptr && is_secret(*field))
          keep(id, {place.entry, key});
    keep_all(id, claim.credential);
    if (const auto server = claims.servers.find(claim.server); server != claims.servers.end())
      keep_all(id, server->second.admin);
  }
}

}  // namespace

Questions questions_of(const Claims& claims) {
  Questions questions;
  for (const auto& [id, claim] : claims.claims) {
    if (!claim.planned()) continue;
    for (const Place& place : claim.places) ask_for_place(claim, place, questions);
    for (const Mark& mark : claim.ready) ask_for_key(id, mark.key, false, questions);
    ask_for_document(id, claim.credential, questions);
    const auto server = claims.servers.find(claim.server);
    if (server == claims.servers.end() || !claim.needs_server()) continue;
    ask_for_document(id, server->second.admin, questions);
    for (const auto& [field, source] : server->second.admin)
      if (const auto* key = std::get_if<KeyRef>(&source); key != nullptr && is_secret(field))
        questions[key->entry].as_admin = true;
  }
  keep_secrets_of_others(claims, questions);
  return questions;
}

}  // namespace pgberth
