#pragma once

#include "reconciler/service/crew.h"
#include "reconciler/service/group_pass.h"
#include "reconciler/service/pass_book.h"
#include "reconciler/service/wishes.h"

#include <stop_token>

namespace pgberth {

/// How a round ended.
struct RoundResult {
  bool evaluated = false;  ///< Settings and values were there, and each environment was tried.
  bool complete = false;   ///< … in full, and all that was planned is done.
  std::chrono::milliseconds wait{};  ///< Until the next one.
};

/// Settings → values → one pass for each group of environments, over and over. A pass that takes
/// long holds up no other: rounds go on, and leave its environments out until it has ended. Between
/// rounds the service knows only what spares work or noise: which commit was good, who failed,
/// which findings were told. All else is looked at anew.
class Service {
 public:
  explicit Service(const ServiceParts& parts);

  /// One round, with the passes that it begins.
  RoundResult round(const std::stop_token& stop);

  /// The same, looking into all databases: nobody comes back for the others.
  RoundResult once(const std::stop_token& stop);

  /// Rounds until `stop`; the steps in hand are ended first.
  void serve(const std::stop_token& stop);

 private:
  struct Round;

  bool reload();
  void take_settings(Settings settings);
  std::optional<Snapshot> bring(const std::stop_token& stop);
  std::optional<Snapshot> earlier();
  Asked read(const Snapshot& snapshot);
  std::shared_ptr<Round> begin(bool all_databases, const std::stop_token& stop);
  void begin_passes(const std::shared_ptr<Round>& round, Asked asked, const std::stop_token& stop);
  void carry_out(Round& round, const PassBook::Admitted& pass, Asked asked,
                 const std::stop_token& stop);
  RoundResult whole_round(bool all_databases, const std::stop_token& stop);
  void tell(const std::string& part, const Findings& findings);
  std::chrono::milliseconds wait_after_round(std::chrono::steady_clock::time_point begin) const;
  void forget();

  ServiceParts parts_;
  Values values_;
  Wishes wishes_;
  Patience patience_;
  Standing standing_;
  RefusedLogins refused_{};
  EntryMemory memory_{};
  std::shared_ptr<const Settings> settings_ = std::make_shared<const Settings>();
  std::shared_ptr<StoreGates> gates_{};
  bool current_ = false;     ///< Settings and values are those that stand there now.
  bool configured_ = false;  ///< Settings that can be used were read once.
  std::uint64_t settings_version_ = 0;
  std::optional<CommitId> commit_{};
  PassBook book_{};
  Crew crew_{};  ///< The last: its work uses all the others.
};

}  // namespace pgberth
