#include "reconciler/observed/observe.h"
#include "reconciler/observed/questions.h"

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

class EntryReader {
 public:
  explicit EntryReader(World& world) : world_(world) {}

  ObservedEntries run(const Questions& questions, const GivenSecrets& given) && {
    std::map<StoreId, std::set<std::string>> by_store;
    for (const auto& [ref, asked] : questions) by_store[ref.store].insert(ref.path);
    for (const auto& [id, paths] : by_store) read_store(id, paths, questions);
    for (const auto& [ref, asked] : questions) tell_public_secrets(ref, asked);
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

  /// A public field that points at a secret: it is read as a secret, and so nothing can be planned.
  void tell_public_secrets(const EntryRef& ref, const Asked& asked) {
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

  void take(const EntryRef& ref, StoredEntry stored, const Asked& asked) {
    Entry& entry = result_.entries[ref];
    entry.presence = stored.presence;
    entry.detail = std::move(stored.detail);
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

  World& world_;
  Classes classes_{};
  ObservedEntries result_{};
};

}  // namespace

ObservedEntries observe_entries(const Claims& claims, const GivenSecrets& given, World& world) {
  return EntryReader(world).run(questions_of(claims), given);
}

}  // namespace pgberth
