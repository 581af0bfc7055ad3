#pragma once

#include "reconciler/model/entry.h"
#include "reconciler/model/store.h"
#include "reconciler/observed/questions.h"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>

namespace pgberth {

/// What entries said when they were read last, without their secrets, and in which versions: what
/// has not moved since need not be read again. Thread-safe.
class EntryMemory {
 public:
  using Time = std::chrono::steady_clock::time_point;

  using Times = std::map<EntryRef, std::chrono::sys_seconds>;

  /// What one pass saw of all entries that it asked about.
  struct Seen {
    Questions asked{};
    std::map<StoreId, Versions> versions{};    ///< As the stores told them before they were read.
    std::map<EntryRef, std::string> others{};  ///< What tells whether an entry that is read moved.
    Entries entries{};
    Times changed{};
    Time at{};
  };

  /// What was seen when the same was asked, unless it is as old as it may become.
  std::shared_ptr<const Seen> recall(const Questions& asked, Time now) const;

  void keep(Seen seen);

  /// How old what is recalled may become; 0: nothing is recalled.
  void set_oldest(std::chrono::milliseconds oldest);

  /// Nothing is known any more: settings may mean other stores now.
  void forget();

 private:
  mutable std::mutex busy_{};
  std::chrono::milliseconds oldest_{0};
  std::map<EntryRef, std::shared_ptr<const Seen>> seen_{};  ///< By the first entry asked about.
};

}  // namespace pgberth
