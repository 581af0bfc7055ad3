#include "reconciler/plan/draft.h"
#include "reconciler/plan/lookup.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

class FollowersPlanner {
 public:
  FollowersPlanner(const ClaimView& view, const KeyRef& password, Draft& draft, Notebook& notes)
      : view_(view), claim_(view.claim), password_(password), draft_(draft), notes_(notes) {}

  /// `sound`: the credential is whole, and all places agree on it, so that it may be marked ready.
  void run(bool sound) {
    // Whose login it is, and whether a service may have it, only the server can say.
    const bool unseen = claim_.needs_server() && view_.server == nullptr;
    for (const Place& place : claim_.places) {
      if (place.part == Part::Copy && !unseen) plan_copy(place);
      if (place.part == Part::Mirror) tell_mirror(place);
    }
    if (view_.berth) plan_login(*view_.berth, sound);
  }

 private:
  void plan_login(const Berth& berth, bool sound) {
    std::vector<Mark> wanted = sound ? missing_marks() : std::vector<Mark>{};
    const bool builds = draft_.has(Phase::LoginRole) || draft_.has(Phase::Finish);
    const bool may = may_log_in(berth);
    leave_marks(wanted, builds && may);
    if (!may) return;
    if (wanted.empty() && !builds) return;
    const RoleName set_role = claim_.shape->owner_role ? berth.owner : RoleName{};
    draft_.add(Phase::Login, CheckLogin{berth.database, berth.login, password_, set_role},
               "proves the credential");
    for (const Mark& mark : wanted)
      draft_.add(Phase::Ready, MarkReady{mark.key, mark.value}, "the login worked");
  }

  /// A mirror that lags behind is worth a word where somebody can tell why.
  void tell_mirror(const Place& place) {
    const Entry* entry = view_.entry(place.entry);
    if (entry == nullptr) return;
    const std::string name = to_string(place.entry);
    // Of a store that nobody has set up there is nothing to tell; mirrors need none.
    if (entry->presence == Presence::Unreadable && !entry->detail.empty())
      notes_.add(about(claim_, Code::Unreadable, name + " cannot be read: " + entry->detail,
                       entry->hint.empty() ? "Whether services have the credential is not known."
                                           : entry->hint));
    if (entry->upkeep.empty()) return;
    const std::string hint = "Services that read it wait for it; nothing has to be deleted.";
    if (entry->presence == Presence::Absent)
      notes_.add(
          about(claim_, Code::MirrorBehind, name + " is not there yet: " + entry->upkeep, hint));
    for (const auto& [key, slot] : place.layout->keys)
      if (entry->presence == Presence::Present && !holds(*entry, key))
        notes_.add(about(claim_, Code::MirrorBehind,
                         name + " lacks " + quoted(key) + ": " + entry->upkeep, hint));
  }

  static bool holds(const Entry& entry, const std::string& key) {
    const auto found = entry.keys.find(key);
    return found != entry.keys.end() && !found->second.empty;
  }

  /// Marks of entries to which nothing may or can be added are for a person, once the login has
  /// worked.
  void leave_marks(std::vector<Mark>& wanted, bool builds) {
    const LoginSeen* login = view_.login();
    const bool works = login != nullptr && login->answer == LoginAnswer::Works;
    std::erase_if(wanted, [&](const Mark& mark) {
      const Entry* entry = view_.entry(mark.key.entry);
      if (!mark.by_hand && (entry == nullptr || entry->grows)) return false;
      if (entry != nullptr && (works || builds))
        notes_.add(left_to_a_person(claim_, mark.key, *entry, mark.value,
                                    works ? "Run: " : "Once its login works, run: "));
      return true;
    });
  }

  void plan_copy(const Place& place) {
    const Entry* entry = view_.entry(place.entry);
    if (entry == nullptr ||
        (entry->presence != Presence::Absent && entry->presence != Presence::Present)) {
      notes_.add(about(claim_, Code::Unreadable,
                       to_string(place.entry) + " cannot be read" +
                           (entry == nullptr || entry->detail.empty() ? "" : ": " + entry->detail),
                       "The copy is left alone until it can be read."));
      return;
    }
    if (is_there(view_.state.entries, place)) {
      tell_incomplete(place, *entry);
      return;
    }
    if (!place.may_create()) {
      notes_.add(about(claim_, Code::Expected,
                       to_string(place.entry) + " is absent and must come from someone else",
                       how_it_comes(place)));
      return;
    }
    if (entry->kept) {
      notes_.add(about(claim_, Code::MirrorBehind,
                       to_string(place.entry) + " is not there yet: " + entry->upkeep,
                       "It is not copied: two would write it. Take one of them away."));
      return;
    }
    std::string lacking;
    auto content = content_of(claim_, place, password_, lacking);
    if (!content) return;  // The authority's own finding says which field nobody knows.
    if (place.birth == Birth::MissingKeys && entry->presence == Presence::Present && !entry->grows)
      for (const auto& [key, source] : *content)
        notes_.add(left_to_a_person(claim_, {place.entry, key}, *entry, ""));
    else if (place.birth == Birth::WholeEntry)
      draft_.add(Phase::Copies,
                 CreateEntry{place.entry, place.part, *std::move(content), place.layout->release},
                 "the copy is missing", place.asked_at);
    else
      draft_.add(Phase::Copies, AddKeys{place.entry, *std::move(content)}, "the copy is missing",
                 place.asked_at);
  }

  void tell_incomplete(const Place& place, const Entry& entry) {
    for (const auto& [key, slot] : place.layout->keys)
      if (!entry.keys.contains(key))
        notes_.add(about(claim_, Code::Incomplete, to_string(place.entry) + " lacks " + quoted(key),
                         "Add it by hand; an entry that is there is left as it is."));
  }

  /// The step that makes the entry, or nullptr.
  const CreateEntry* birth_of(const EntryRef& ref) const {
    for (const auto& [phase, step] : draft_.steps)
      if (const auto* born = std::get_if<CreateEntry>(&step.action);
          born != nullptr && born->entry == ref)
        return born;
    return nullptr;
  }

  bool will_be_there(const EntryRef& ref) const {
    const Entry* entry = view_.entry(ref);
    return (entry != nullptr && entry->presence == Presence::Present) || birth_of(ref) != nullptr;
  }

  bool is_born_with(const KeyRef& key) const {
    const CreateEntry* birth = birth_of(key.entry);
    return birth != nullptr && birth->keys.contains(*key.key);
  }

  /// Whether an entry that is there lacks nothing that its reader needs.
  bool is_whole(const EntryRef& ref) const {
    const Entry* entry = view_.entry(ref);
    if (entry == nullptr || entry->presence != Presence::Present) return true;
    for (const Place& place : claim_.places)
      if (place.entry == ref && !lacking_keys(claim_, place, *entry).empty()) return false;
    return true;
  }

  std::vector<Mark> missing_marks() const {
    std::vector<Mark> marks;
    for (const Mark& mark : claim_.ready) {
      const Entry* entry = view_.entry(mark.key.entry);
      const bool marked =
          (entry != nullptr && entry->keys.contains(mark.key.key)) || is_born_with(mark.key);
      if (!marked && will_be_there(mark.key.entry) && is_whole(mark.key.entry))
        marks.push_back(mark);
    }
    return marks;
  }

  /// Whether role and database are or will be there, and a login that was tried did not fail.
  bool may_log_in(const Berth& berth) const {
    if (view_.server == nullptr) return false;
    const LoginSeen* seen = view_.login();
    if (seen != nullptr && seen->answer != LoginAnswer::Works && !draft_.has(Phase::LoginRole))
      return false;
    const bool role = view_.role(berth.login) != nullptr || draft_.has(Phase::LoginRole);
    const bool database = view_.database(berth.database) != nullptr || draft_.has(Phase::Finish);
    return role && database;
  }

  const ClaimView& view_;
  const Claim& claim_;
  const KeyRef& password_;
  Draft& draft_;
  Notebook& notes_;
};

}  // namespace

void plan_followers(const ClaimView& view, const Credential& credential, Draft& draft,
                    Notebook& notes) {
  if (!credential.password) return;
  const bool sound = credential.state != CredentialState::Incomplete &&
                     credential.state != CredentialState::Disagreement;
  FollowersPlanner(view, *credential.password, draft, notes).run(sound);
}

}  // namespace pgberth
