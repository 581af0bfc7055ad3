#include "reconciler/observed/observe.h"
#include "reconciler/observed/questions.h"
#include "reconciler/observed/recall.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

constexpr std::string_view kSentinel = "UNKNOWN_SEE_";

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

/// A password that values give is compared with what is stored, so that has to be read.
bool gives_password(const Claims& claims) {
  return std::ranges::any_of(claims.claims, [](const auto& item) {
    const auto password = item.second.credential.find(Field::Password);
    return item.second.planned() && password != item.second.credential.end() &&
           std::holds_alternative<Given>(password->second);
  });
}

class EntryReader {
 public:
  explicit EntryReader(World& world) : world_(world) {}

  ObservedEntries run(const Claims& claims, const GivenSecrets& given, EntryMemory* memory) && {
    const Questions questions = questions_of(claims);
    Recall recall(gives_password(claims) ? nullptr : memory, questions, world_);
    read_all(recall.to_read(), questions);
    if (recall.agrees(fingerprints_)) {
      recall.fill_in(result_);
      changed_ = recall.changed();
    } else {
      read_all(recall.left_unread(), questions);
    }
    if (result_.unread.empty())
      result_.kept = recall.keep(
          {.others = std::move(fingerprints_), .entries = result_.entries, .changed = changed_});
    for (const auto& [ref, asked] : questions) tell_public_secrets(ref, asked);
    for (const auto& [at, secret] : given)
      if (!secret.empty()) result_.given[at] = classes_.of(secret);
    explain_mirrors(claims);
    return std::move(result_);
  }

 private:
  void read_all(const std::set<EntryRef>& refs, const Questions& questions) {
    std::map<StoreId, std::set<std::string>> by_store;
    for (const EntryRef& ref : refs) by_store[ref.store].insert(ref.path);
    for (const auto& [id, paths] : by_store) read_store(id, paths, questions);
  }

  void read_store(const StoreId& id, const std::set<std::string>& paths,
                  const Questions& questions) {
    const auto store = world_.store(id);
    if (!store) {
      tell_unknown(id, paths, store.error(), questions);
      return;
    }
    auto answers = (*store)->read(paths);
    const bool grows = (*store)->adds_keys();
    for (const std::string& path : paths) {
      const EntryRef ref{id, path};
      result_.entries[ref].grows = grows;
      const auto answer = answers.find(path);
      if (answer == answers.end())
        result_.entries[ref] = {.presence = Presence::Unreadable, .detail = "no answer"};
      else
        take(ref, std::move(answer->second), questions.at(ref));
    }
  }

  /// One finding for the store, not one for each entry. Where nobody set it up, mirrors alone are
  /// not worth it.
  void tell_unknown(const StoreId& id, const std::set<std::string>& paths, const Error& error,
                    const Questions& questions) {
    std::set<ClaimId> claims;
    for (const std::string& path : paths) {
      const AskedEntry& asked = questions.at({id, path});
      if (!asked.only_mirror) claims.insert(asked.claims.begin(), asked.claims.end());
      const bool needless = asked.only_mirror && error.code == Code::StoreUnknown;
      result_.entries[{id, path}] = {.presence = Presence::Unreadable,
                                     .detail = needless ? "" : error.what,
                                     .hint = error.hint};
      fingerprints_[{id, path}] = "no store: " + to_string(error.code);
    }
    if (!claims.empty()) result_.findings.push_back(finding_of(error, std::move(claims)));
  }

  /// A public field that points at a secret: it is read as a secret, and so nothing can be planned.
  void tell_public_secrets(const EntryRef& ref, const AskedEntry& asked) {
    for (const auto& [key, wanted] : asked.keys) {
      if (wanted.as_secret.empty() || wanted.as_public.empty()) continue;
      std::set<ClaimId> claims = wanted.as_public;
      result_.findings.push_back(
          {.code = Code::ClaimsDisagree,
           .what = "key \"" + key + "\" of " + to_string(ref) +
                   " is asked for as a public field by \"" + claims.begin()->str() +
                   "\", and is a password to \"" + wanted.as_secret.begin()->str() + "\"",
           .where = wanted.public_at,
           .hint = "Give the field a key of its own; what is a password is not shown.",
           .claims = std::move(claims)});
    }
  }

  void take(const EntryRef& ref, StoredEntry stored, const AskedEntry& asked) {
    Entry& entry = result_.entries[ref];
    fingerprints_[ref] = fingerprint_of(stored);
    entry.presence = stored.presence;
    entry.detail = std::move(stored.detail);
    entry.hint = std::move(stored.hint);
    entry.region = std::move(stored.region);
    entry.locked = stored.locked;
    entry.grows = entry.grows && !stored.locked;
    if (stored.changed) changed_[ref] = *stored.changed;
    for (auto& [key, secret] : stored.content) {
      Datum& datum = entry.keys[key];
      // A password with a NUL byte would be cut there by whoever uses it.
      datum.empty = secret.empty() || secret.reveal().find('\0') != std::string_view::npos;
      datum.sentinel = secret.reveal().starts_with(kSentinel);
      const auto wanted = asked.keys.find(key);
      if (wanted == asked.keys.end()) continue;
      if (!wanted->second.as_secret.empty()) {
        const auto [kept, fresh] =
            result_.passwords.insert_or_assign(KeyRef{ref, key}, std::move(secret));
        if (!datum.empty) datum.same_as = classes_.of(kept->second);
      } else if (wanted->second.shown ||
                 wanted->second.expected.contains(std::string(secret.reveal()))) {
        datum.text = std::string(secret.reveal());
      }
    }
  }

  /// Asks about mirrors that are not what their authority is, and copies that are to be made: one
  /// question for each store.
  void explain_mirrors(const Claims& claims) {
    std::map<StoreId, std::map<std::string, EntryRef>> lagging;  ///< With their authorities.
    for (const auto& [id, claim] : claims.claims) {
      const Place* authority = authority_of(claim);
      if (authority == nullptr || !claim.planned()) continue;
      for (const Place& place : claim.places)
        if ((place.part == Part::Mirror && lags(*authority, place)) || is_to_be_copied(place))
          lagging[place.entry.store].emplace(*place.entry.path, authority->entry);
    }
    for (const auto& [id, paths] : lagging) {
      const auto store = world_.store(id);
      if (!store) continue;
      std::set<std::string> names;
      for (const auto& [path, authority] : paths) names.insert(path);
      for (const auto& [path, upkeep] : (*store)->upkeep(names))
        if (const auto asked = paths.find(path); asked != paths.end()) {
          Entry& entry = result_.entries[{id, path}];
          entry.upkeep = told(upkeep, asked->second);
          entry.kept = upkeep.by_somebody;
        }
    }
  }

  bool is_to_be_copied(const Place& place) const {
    return place.part == Part::Copy && place.may_create() &&
           result_.entries.at(place.entry).presence == Presence::Absent;
  }

  bool lags(const Place& authority, const Place& mirror) const {
    const Entry& truth = result_.entries.at(authority.entry);
    const Entry& seen = result_.entries.at(mirror.entry);
    if (truth.presence != Presence::Present) return false;
    if (seen.presence == Presence::Absent) return true;
    if (seen.presence != Presence::Present) return false;
    return std::ranges::any_of(mirror.layout->keys, [&](const auto& key) {
      const auto found = seen.keys.find(key.first);
      if (found == seen.keys.end()) return true;
      const auto* field = std::get_if<Field>(&key.second.what);
      if (field == nullptr || !is_secret(*field)) return false;
      const auto decides = truth.keys.find(key_of(*authority.layout, *field));
      return decides != truth.keys.end() && decides->second.same_as != found->second.same_as;
    });
  }

  std::string told(const Upkeep& upkeep, const EntryRef& authority) const {
    const auto changed = changed_.find(authority);
    if (!upkeep.synced || changed == changed_.end()) return upkeep.says;
    return upkeep.says + (*upkeep.synced < changed->second
                              ? ", before the entry changed"
                              : ", after the entry changed: somebody else writes it too");
  }

  World& world_;
  Classes classes_{};
  EntryMemory::Times changed_{};
  std::map<EntryRef, std::string> fingerprints_{};
  ObservedEntries result_{};
};

}  // namespace

ObservedEntries observe_entries(const Claims& claims, const GivenSecrets& given, World& world,
                                EntryMemory* memory) {
  return EntryReader(world).run(claims, given, memory);
}

}  // namespace pgberth
