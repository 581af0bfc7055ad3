#include "reconciler/apply/births.h"

#include "reconciler/base/postgres_uri.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

Error gone(const EntryRef& entry, const std::string& what) {
  return {.code = Code::Superseded,
          .what = to_string(entry) + " " + what,
          .hint = "Run again to plan anew."};
}

Secret uri_of(const UrlOf& url, const Content& content) {
  const auto password = content.find(url.password_key);
  return postgres_uri(
      {.username = url.username,
       .password = password == content.end() ? std::string_view() : password->second.reveal(),
       .host = url.host,
       .port = url.port,
       .database = url.database});
}

/// Those of the keys that repeat what another entry knows.
Content copied_in(const std::map<std::string, Source>& keys, const Content& content) {
  Content copies;
  for (const auto& [key, source] : keys)
    if (std::holds_alternative<KeyRef>(source)) copies.emplace(key, content.at(key).duplicate());
  return copies;
}

/// Whether the stored entry says what the plan says, as far as a plan can say it.
std::optional<Error> contradiction(const CreateEntry& action, const StoredEntry& stored) {
  for (const auto& [key, source] : action.keys) {
    const auto* planned = std::get_if<Text>(&source);
    const auto found = stored.content.find(key);
    if (planned == nullptr) {
      if (found == stored.content.end() || found->second.empty())
        return gone(action.entry, "appeared meanwhile without key \"" + key + "\"");
      continue;
    }
    if (found == stored.content.end() || found->second.reveal() != planned->text)
      return gone(action.entry, "appeared meanwhile with another \"" + key + "\"");
  }
  return std::nullopt;
}

}  // namespace

bool Births::generates(const std::map<std::string, Source>& keys) {
  return std::ranges::any_of(
      keys, [](const auto& key) { return std::holds_alternative<Generated>(key.second); });
}

Result<bool> Births::is_there(const EntryRef& entry) {
  const auto stored = read_entry(entry);
  if (!stored) return stored.error();
  return stored->presence == Presence::Present;
}

Result<bool> Births::holds_generated(const AddKeys& action) {
  const auto stored = read_entry(action.entry);
  if (!stored) return stored.error();
  return std::ranges::all_of(action.keys, [&](const auto& key) {
    if (!std::holds_alternative<Generated>(key.second)) return true;
    const auto found = stored->content.find(key.first);
    return found != stored->content.end() && !found->second.empty();
  });
}

Result<Creation> Births::create(const CreateEntry& action) {
  const auto store = world_.store(action.entry.store);
  if (!store) return store.error();
  auto content = content_of(action.keys);
  if (!content) return std::move(content).error();
  const Content copies = copied_in(action.keys, *content);
  const auto created = (*store)->create(
      action.entry.path, {.content = *std::move(content), .release = action.release});
  if (!created) return created.error();
  const auto stored = read_entry(action.entry);
  if (!stored) return stored.error();
  if (stored->presence != Presence::Present)
    return gone(action.entry, "cannot be read back after it was created");
  if (auto error = contradiction(action, *stored)) return *std::move(error);
  if (auto error = changed_meanwhile(action.entry.path, *stored, copies)) return *std::move(error);
  return *created;
}

Result<Creation> Births::add(const AddKeys& action, Content held) {
  const auto store = world_.store(action.entry.store);
  if (!store) return store.error();
  auto content = content_of(action.keys);
  if (!content) return std::move(content).error();
  NewEntry entry{.content = *std::move(content)};
  const auto stored = read_entry(action.entry);
  if (!stored) return stored.error();
  if (stored->presence == Presence::Absent && held.empty()) {
    const auto created = (*store)->create(action.entry.path, entry);
    if (!created) return created.error();
    if (*created == Creation::Created) return Creation::Created;
  }
  if (!(*store)->adds_keys()) return only_by_hand(action);
  Content copies = copied_in(action.keys, entry.content);
  const auto added = (*store)->add_missing_keys(action.entry.path,
                                                NewKeys(std::move(entry.content), std::move(held)));
  if (!added) return added.error();
  // What appeared meanwhile decides about a password that is born; a copy has to be the same.
  std::erase_if(copies, [&](const auto& copy) { return added->contains(copy.first); });
  if (!copies.empty()) {
    const auto now = read_entry(action.entry);
    if (!now) return now.error();
    if (auto changed = changed_meanwhile(action.entry.path, *now, copies))
      return *std::move(changed);
  }
  return added->empty() ? Creation::AlreadyThere : Creation::Created;
}

/// The answer where pgberth may not add keys: they are there, or for a person to add.
Result<Creation> Births::only_by_hand(const AddKeys& action) {
  const auto stored = read_entry(action.entry);
  if (!stored) return stored.error();
  for (const auto& [key, source] : action.keys)
    if (!stored->content.contains(key))
      return Error{.code = Code::KeyNotGranted,
                   .what = to_string(action.entry) + " lacks \"" + key +
                           "\", and pgberth may not add keys there",
                   .hint = "Add it by hand, or grant the right: deploy/rights has it."};
  return Creation::AlreadyThere;
}

Result<Content> Births::keys_that_hold(const Secret& password, const EntryRef& entry) {
  auto stored = read_entry(entry);
  if (!stored) return std::move(stored).error();
  Content held;
  for (auto& [key, bytes] : stored->content)
    if (same_bytes(bytes, password)) held.emplace(key, std::move(bytes));
  if (held.empty()) return gone(entry, "does not hold the password that was tried");
  return held;
}

Result<Secret> Births::read(const KeyRef& key) {
  auto stored = read_entry(key.entry);
  if (!stored) return std::move(stored).error();
  const auto found = stored->content.find(key.key);
  if (stored->presence != Presence::Present || found == stored->content.end() ||
      found->second.empty())
    return gone(key.entry, "no longer holds \"" + *key.key + "\"");
  return std::move(found->second);
}

Result<StoredEntry> Births::read_entry(const EntryRef& entry) {
  const auto store = world_.store(entry.store);
  if (!store) return store.error();
  auto answers = (*store)->read({entry.path});
  const auto answer = answers.find(entry.path);
  if (answer == answers.end() || answer->second.presence == Presence::Unreadable)
    return Error{.code = Code::StoreFailed,
                 .what = to_string(entry) + " cannot be read" +
                         (answer == answers.end() ? "" : ": " + answer->second.detail)};
  return std::move(answer->second);
}

Result<Content> Births::content_of(const std::map<std::string, Source>& keys) {
  Content content;
  for (const auto& [key, source] : keys) {
    if (std::holds_alternative<Shared<UrlOf>>(source)) continue;
    auto bytes = bytes_of(source);
    if (!bytes) return std::move(bytes).error();
    content.emplace(key, *std::move(bytes));
  }
  for (const auto& [key, source] : keys)
    if (const auto* url = std::get_if<Shared<UrlOf>>(&source))
      content.emplace(key, uri_of(**url, content));
  return content;
}

Result<Secret> Births::bytes_of(const Source& source) {
  if (const auto* text = std::get_if<Text>(&source)) return Secret{text->text};
  if (const auto* key = std::get_if<KeyRef>(&source)) return read(*key);
  if (const auto* generated = std::get_if<Generated>(&source))
    return world_.entropy().text(characters(generated->alphabet),
                                 static_cast<std::size_t>(generated->length));
  if (const auto* given = std::get_if<Given>(&source))
    if (const auto found = given_.find(given->at); found != given_.end())
      return found->second.duplicate();
  return Error{.code = Code::Internal, .what = "a plan asks for a value that nobody can say"};
}

}  // namespace pgberth
