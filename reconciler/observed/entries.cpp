#include "reconciler/observed/observe.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

constexpr std::string_view kSentinel = "UNKNOWN_SEE_";

/// What one entry is asked for: keys to show, and keys to keep as secrets.
struct Asked {
  std::set<std::string> shown{};
  std::set<std::string> secret{};
  std::set<ClaimId> claims{};
  bool only_mirror = true;
};

using Questions = std::map<EntryRef, Asked>;

void ask_for_place(const Claim& claim, const Place& place, Questions& questions) {
  Asked& asked = questions[place.entry];
  asked.claims.insert(claim.id);
  if (place.part != Part::Mirror) asked.only_mirror = false;
  for (const auto& [key, slot] : place.layout->keys) {
    const auto* field = std::get_if<Field>(&slot.what);
    (field != nullptr && is_secret(*field) ? asked.secret : asked.shown).insert(key);
  }
}

void ask_for_key(const ClaimId& claim, const KeyRef& key, bool secret, Questions& questions) {
  Asked& asked = questions[key.entry];
  asked.claims.insert(claim);
  asked.only_mirror = false;
  (secret ? asked.secret : asked.shown).insert(key.key);
}

void ask_for_document(const ClaimId& claim, const Document& document, Questions& questions) {
  for (const auto& [field, source] : document)
    if (const auto* key = std::get_if<KeyRef>(&source))
      ask_for_key(claim, *key, is_secret(field), questions);
}

Questions questions_of(const Claims& claims) {
  Questions questions;
  for (const auto& [id, claim] : claims.claims) {
    if (!claim.planned()) continue;
    for (const Place& place : claim.places) ask_for_place(claim, place, questions);
    for (const Mark& mark : claim.ready) ask_for_key(id, mark.key, false, questions);
    ask_for_document(id, claim.credential, questions);
    const auto server = claims.servers.find(claim.server);
    if (server != claims.servers.end() && claim.needs_server())
      ask_for_document(id, server->second.admin, questions);
  }
  return questions;
}

/// Numbers for equal bytes: the first secret of a kind gives the number.
class Classes {
 public:
  int of(const Secret& secret) {
    const auto [known, fresh] = numbers_.try_emplace(secret.reveal(), next_);
    if (fresh) ++next_;
    return known->second;
  }

 private:
  std::map<std::string_view, int> numbers_{};
  int next_ = 1;
};

class EntryReader {
 public:
  explicit EntryReader(World& world) : world_(world) {}

  ObservedEntries run(const Questions& questions, const GivenSecrets& given) && {
    std::map<StoreId, std::set<std::string>> by_store;
    for (const auto& [ref, asked] : questions) by_store[ref.store].insert(ref.path);
    for (const auto& [id, paths] : by_store) read_store(id, paths, questions);
    for (const auto& [at, secret] : given)
      if (!secret.empty()) result_.given[at] = classes_.of(secret);
    return std::move(result_);
  }

 private:
  void read_store(const StoreId& id, const std::set<std::string>& paths,
                  const Questions& questions) {
    const auto store = world_.store(id);
    if (!store) {
      tell_unknown(id, paths, store.error(), questions);
      return;
    }
    auto answers = (*store)->read(paths);
    for (const std::string& path : paths) {
      const EntryRef ref{id, path};
      const auto answer = answers.find(path);
      if (answer == answers.end())
        result_.entries[ref] = {.presence = Presence::Unreadable, .detail = "no answer"};
      else
        take(ref, std::move(answer->second), questions.at(ref));
    }
  }

  /// One finding for the store, not one for each entry; mirrors alone are not worth it.
  void tell_unknown(const StoreId& id, const std::set<std::string>& paths, const Error& error,
                    const Questions& questions) {
    std::set<ClaimId> claims;
    for (const std::string& path : paths) {
      const Asked& asked = questions.at({id, path});
      if (!asked.only_mirror) claims.insert(asked.claims.begin(), asked.claims.end());
      result_.entries[{id, path}] = {.presence = Presence::Unreadable, .detail = error.what};
    }
    if (!claims.empty()) result_.findings.push_back(finding_of(error, std::move(claims)));
  }

  void take(const EntryRef& ref, StoredEntry stored, const Asked& asked) {
    Entry& entry = result_.entries[ref];
    entry.presence = stored.presence;
    entry.detail = std::move(stored.detail);
    for (auto& [key, secret] : stored.content) {
      Datum& datum = entry.keys[key];
      // A password with a NUL byte would be cut there by whoever uses it.
      datum.empty = secret.empty() || secret.reveal().find('\0') != std::string_view::npos;
      datum.sentinel = secret.reveal().starts_with(kSentinel);
      if (asked.secret.contains(key)) {
        const auto [kept, fresh] =
            result_.passwords.insert_or_assign(KeyRef{ref, key}, std::move(secret));
        if (!datum.empty) datum.same_as = classes_.of(kept->second);
      } else if (asked.shown.contains(key)) {
        datum.text = std::string(secret.reveal());
      }
    }
  }

  World& world_;
  Classes classes_{};
  ObservedEntries result_{};
};

}  // namespace

ObservedEntries observe_entries(const Claims& claims, const GivenSecrets& given, World& world) {
  return EntryReader(world).run(questions_of(claims), given);
}

}  // namespace pgberth
