#pragma once

#include "reconciler/plan/claim_facts.h"

#include <map>
#include <string>
#include <vector>

namespace pgberth {

/// What each environment asks for.
using DesiredOf = std::map<EnvironmentName, Desired>;

/// One thing that a claim says otherwise than before; "" where it says nothing.
struct Difference {
  std::string what;
  std::string before;
  std::string after;
  SourcePos before_at{};
  SourcePos after_at{};
};

/// One claim that is new, says something else, or is no longer declared.
struct ClaimChange {
  enum class Kind { New, Changed, NoLongerDeclared };

  Kind kind;
  ClaimId id;     ///< As it is called after, or was before when nobody declares it any more.
  ClaimId was{};  ///< As it was called before, where that is another name; else empty.
  SourcePos before_at{};
  SourcePos after_at{};
  std::vector<Fact> facts{};              ///< What it says; unless Changed.
  std::vector<Difference> differences{};  ///< Of Changed.

  /// Where a person should look: after, where it still is.
  const SourcePos& at() const { return kind == Kind::NoLongerDeclared ? before_at : after_at; }
};

/// "new", "changed", "no longer declared".
std::string_view to_string(ClaimChange::Kind kind);

struct EnvironmentChanges {
  enum class Kind { Appeared, Vanished, Touched };

  EnvironmentName name;
  Kind kind = Kind::Touched;
  std::vector<ClaimChange> claims{};    ///< By kind and id.
  std::vector<ClaimId> not_compared{};  ///< Only one side has them, but the other side could not be
                                        ///< read in whole: whether they changed is not known.
  Findings new_findings{};
  Findings gone_findings{};
  Findings standing_errors{};  ///< That were there before, too: told, and no change.
  /// Neither side could be read in whole, though what they are read from differs: what changes is
  /// not known. Whoever has compared what they are read from says so.
  bool unreadable = false;

  /// Whether it asks for the same as before, with the same findings.
  bool empty() const {
    return kind == Kind::Touched && claims.empty() && not_compared.empty() &&
           new_findings.empty() && gone_findings.empty() && !unreadable;
  }
  /// Whether all of it could be compared.
  bool compared() const { return not_compared.empty() && !unreadable; }
};

/// "appeared", "vanished", "touched".
std::string_view to_string(EnvironmentChanges::Kind kind);

struct Changes {
  std::vector<EnvironmentChanges> environments{};  ///< By name; none of them is empty.

  bool empty() const { return environments.empty(); }
};

/// Whether nothing is missing: no error takes away more than the claims that it is about.
bool read_in_whole(const Desired& desired);

/// What one environment asks for otherwise than before; nullptr: it is not there.
EnvironmentChanges changes_of(const EnvironmentName& name, const Desired* before,
                              const Desired* after);

/// What is asked for after and was not before, and the other way round.
///
/// Pure and deterministic; shows no secret. Where something stands does not count, so lines that
/// merely move are no change, neither of claims nor of findings. A claim that keeps its database
/// and gets another name is one changed claim. Nothing of it is ever removed: a claim that nobody
/// declares any more stays as it is on its server. Texts are compared whole and told as
/// short_text(). changes(x, x) is empty, and changes(b, a) tells
/// of changes(a, b) with new and gone exchanged.
Changes changes(const DesiredOf& before, const DesiredOf& after);

}  // namespace pgberth
