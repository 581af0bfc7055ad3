#pragma once

#include "reconciler/plan/plan.h"
#include "reconciler/service/journal.h"

#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// What has to be looked at to see a finding, and so to see that it is gone.
enum class SeenIn {
  Values,  ///< Nothing else.
  Stores,  ///< Also what is stored, and whether its server answers.
  Inside,  ///< Also databases from inside.
};

struct Told {
  Finding finding;
  std::set<EnvironmentName> about{};
  SeenIn seen_in = SeenIn::Values;
};

/// What one pass saw.
struct Look {
  std::set<EnvironmentName> evaluated{};  ///< Those that it was for.
  std::set<EnvironmentName> broken{};     ///< Those of them whose values could not all be read.
  std::set<EnvironmentName> resting{};    ///< Their neighbours that were left alone.
  std::map<ClaimId, CredentialState> states{};
  std::set<ClaimId> partly{};  ///< Claims whose database was not looked into this time.
  std::vector<Told> told{};
};

/// Counts of what stands.
struct StandingFigures {
  std::map<CredentialState, std::size_t> claims{};
  std::map<Code, std::size_t> findings{};
};

/// What is known of each environment after many looks of which none sees all: what a look left out
/// stays as it was seen last. Tells the journal what comes and what goes. Thread-safe.
class Standing {
 public:
  explicit Standing(Journal& journal) : journal_(journal) {}

  void take(const Look& look);

  /// All findings about a part of the service: its settings, its source, what it leaves to the
  /// next.
  void take(const std::string& part, const Findings& now);

  /// Forgets environments that are not among `names`; their findings go.
  void keep(const std::set<EnvironmentName>& names);

  StandingFigures of(const EnvironmentName& name) const;
  bool has_error(const EnvironmentName& name) const;
  StandingFigures of_part(const std::string& part) const;

 private:
  struct Known {
    std::set<ClaimId> claims{};
    std::set<ClaimId> open{};  ///< Those for which no look has denied it since it was seen.
    SeenIn seen_in = SeenIn::Values;
  };
  /// By the finding without its claims: other claims make it no other one.
  using Stands = std::map<Finding, Known>;
  struct Subject {
    std::map<ClaimId, CredentialState> states{};
    std::map<ClaimId, CredentialState> proved{};  ///< By the last login that was tried.
    Stands findings{};
  };

  static void take_states(const EnvironmentName& name, const Look& look, Subject& subject);
  void come(const Told& told);
  static bool may_go(const Finding& finding, Known& known, const Look& look);
  void let_go(const Look& look);
  bool stands(const Finding& key) const;
  void tell_gone(const std::map<Finding, std::set<ClaimId>>& gone);
  static StandingFigures figures_of(const Subject& subject);

  Journal& journal_;
  mutable std::mutex busy_{};
  std::map<EnvironmentName, Subject> environments_{};
  std::map<std::string, Subject> parts_{};
};

}  // namespace pgberth
