#pragma once

#include "reconciler/model/berth.h"
#include "reconciler/plan/plan.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace pgberth {

/// The order of steps in a job. Enumerators are in that order.
enum class Phase {
  Authority,
  OwnerRole,
  LoginRole,
  Membership,
  Borrow,
  Build,
  Privileges,
  Finish,
  Login,
  Copies,
  Ready
};

/// The steps of one claim, before claims that share an object are gathered into jobs.
struct Draft {
  explicit Draft(const Claim& of) : claim(&of), for_claims(std::set<ClaimId>{of.id}) {}

  const Claim* claim;
  Shared<std::set<ClaimId>> for_claims;
  DatabaseName database{};
  std::vector<std::pair<Phase, Step>> steps{};
  std::set<RoleName> must_be_absent{};

  /// `asked_at`: the line that asks for this very thing; the claim's own where it is not known.
  void add(Phase phase, Action action, Literal reason, const SourcePos& asked_at = {});
  bool has(Phase phase) const;
  void clear();
};

/// Findings of a plan. The same words about several claims become one finding.
class Notebook {
 public:
  void add(Finding finding);
  Findings findings() &&;

 private:
  std::map<std::tuple<Code, std::string, SourcePos, std::string>, std::set<ClaimId>> noted_{};
};

/// What planning one claim looks at.
struct ClaimView {
  const Claim& claim;
  const State& state;
  const Catalogue* server = nullptr;  ///< nullptr: not needed, or it did not answer.
  std::optional<Berth> berth{};

  const Entry* entry(const EntryRef& ref) const;
  const RoleSeen* role(const RoleName& name) const;
  const DatabaseSeen* database(const DatabaseName& name) const;
  const LoginSeen* login() const;  ///< Of the claim's own login role, when one was tried.
};

/// What became of the credential, and whether the berth may be planned on it.
struct Credential {
  CredentialState state = CredentialState::Unknown;
  /// Where the password is, or will be, read from when the job runs; nothing when nobody can say.
  std::optional<KeyRef> password{};
};

/// Plans the authority's birth, if any, and decides the credential's state before any login.
Credential plan_credential(const ClaimView& view, Draft& draft, Notebook& notes);

/// Plans roles, memberships and the database, if the claim may create them. False, with a finding
/// and an empty draft, when nothing may be planned for the claim at all.
bool plan_berth(const ClaimView& view, const Credential& credential, Draft& draft, Notebook& notes);

/// Plans copies and the ready mark, with the login that must come before.
void plan_followers(const ClaimView& view, const Credential& credential, Draft& draft,
                    Notebook& notes);

/// Claims that share an object gathered into one job each, in a fixed order.
std::vector<Job> jobs_of(std::vector<Draft> drafts);

/// The content of an entry or of part of it, by key; nothing when a field of `place`'s layout
/// has no source in the claim, with the field's name in `lacking`.
/// `password` stands for Field::Password.
std::optional<std::map<std::string, Source>> content_of(const Claim& claim, const Place& place,
                                                        const Source& password,
                                                        std::string& lacking);

/// A finding about one claim, on the line that asks for it.
Finding about(const Claim& claim, Code code, std::string what, std::string hint);

/// The line that names `field` of the claim's credential; no place when no line does.
SourcePos line_of(const Claim& claim, Field field);

/// Tells that `key` is lacking in `entry`, to which pgberth may not add it. `value` is the public
/// text that belongs there, or "" when it is a secret; `when` stands before the command that adds
/// it.
Finding left_to_a_person(const Claim& claim, const KeyRef& key, const Entry& entry,
                         const std::string& value, std::string_view when = "Run: ");

/// Why an entry that is neither there nor absent cannot be used.
Finding trouble(const Claim& claim, const EntryRef& ref, const Entry* entry);

/// What a person can do about `place`, which pgberth may not make.
std::string how_it_comes(const Place& place);

/// `"x"`.
std::string quoted(const std::string& text);

}  // namespace pgberth
