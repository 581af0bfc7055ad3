#include "tests/support/store_faults.h"

#include <gtest/gtest.h>

#include "tests/support/store_contract.h"
#include <atomic>
#include <cstdio>
#include <vector>

namespace pgberth {
namespace {

const StoreKeys kOurs{{"username", "fence"}, {"password", "canary-of-ours"}};
const StoreKeys kTheirs{{"username", "theirs"}, {"password", "canary-of-theirs"}};
const StoreKeys kMark{{"dbcreated", "true"}};

/// What one call came to: "" is well, else what was told.
struct Told {
  bool well = false;
  std::string words{};
};

template <class T>
Told told(const Result<T>& result) {
  return {.well = result.has_value(), .words = result ? "" : to_string(result.error().code)};
}

/// One kind of call, and how what it left behind must look.
struct Call {
  const char* name;
  bool arranged;  ///< Whether their entry is there before.
  std::function<Told(SecretStore& store, const std::string& path)> make;
  StoreKeys after;  ///< When it went well.
  bool adds = false;
};

std::vector<Call> calls(const std::string& root) {
  const auto read = [](SecretStore& store, const std::string& path) {
    const StoredEntry entry = read_one(store, path);
    EXPECT_EQ(entry.detail.find("canary"), std::string::npos) << entry.detail;
    return Told{entry.presence == Presence::Present && keys_of(entry) == kTheirs, "unreadable"};
  };
  const auto create = [](SecretStore& store, const std::string& path) {
    const auto creation = store.create(path, entry_of(kOurs));
    EXPECT_TRUE(creation || creation.error().what.find("canary") == std::string::npos);
    return told(creation);
  };
  const auto add = [](SecretStore& store, const std::string& path) {
    StoreKeys keys = kMark;
    keys["password"] = "canary-of-ours";  // Which is there, and not ours.
    const auto added = store.add_missing_keys(path, content_of(keys));
    EXPECT_TRUE(!added || *added == std::set<std::string>{"dbcreated"});
    return told(added);
  };
  const auto list = [root](SecretStore& store, const std::string& path) {
    const auto names = store.list(root);
    return Told{names && names->contains(path), names ? "left out" : to_string(names.error().code)};
  };
  StoreKeys marked = kTheirs;
  marked.insert(kMark.begin(), kMark.end());
  return {{"read", true, read, kTheirs},
          {"create", false, create, kOurs},
          {"create, there already", true, create, kTheirs},
          {"add key", true, add, marked, true},
          {"list", true, list, kTheirs}};
}

bool passes_by_itself(HttpFault fault) {
  return fault == HttpFault::Slow;
}

class Trial {
 public:
  explicit Trial(const FaultyWays& ways) : ways_(ways) {}

  void run(const Call& call, HttpFault fault, bool always) {
    SCOPED_TRACE(ways_.name + ": " + call.name + ", " + to_string(fault) +
                 (always ? " always" : ""));
    const std::string path = arranged(call);
    std::atomic<int> seen{0};
    ways_.proxy.set_hook([&](const std::string&) {
      const bool first = seen++ == 0;
      return first || always ? fault : HttpFault::None;
    });
    const Told got = call.make(ways_.through, path);
    ways_.proxy.set_hook({});
    EXPECT_EQ(got.well, !always || passes_by_itself(fault)) << got.words;
    judge(call, path, got);
    line(call.name, to_string(fault) + (always ? ", always" : ""), got, seen);
  }

  void run_untrusting(const Call& call) {
    SCOPED_TRACE(ways_.name + ": " + call.name + ", wrong CA");
    const std::string path = arranged(call);
    const Told got = call.make(ways_.untrusting, path);
    EXPECT_FALSE(got.well);
    judge(call, path, got);
    line(call.name, "wrong CA", got, 0);
  }

 private:
  std::string arranged(const Call& call) {
    std::string path = ways_.path("faults-" + std::to_string(++entries_));
    const bool made = call.arranged && ways_.straight.create(path, entry_of(kTheirs)).has_value();
    EXPECT_EQ(made, call.arranged);
    return path;
  }

  /// Whatever was answered, the entry is as before or as asked, and never anything else.
  void judge(const Call& call, const std::string& path, const Told& got) {
    const StoreKeys stored = keys_of(read_one(ways_.straight, path));
    const StoreKeys before = call.arranged ? kTheirs : StoreKeys{};
    EXPECT_TRUE(stored == call.after || (!got.well && stored == before));
  }

  void line(const std::string& call, const std::string& fault, const Told& got, int sent) const {
    std::printf("%-10s  %-22s  %-20s  %s\n", ways_.name.c_str(), call.c_str(), fault.c_str(),
                got.well ? ("overcome, " + std::to_string(sent) + " calls").c_str()
                         : ("told: " + got.words).c_str());
  }

  const FaultyWays& ways_;
  int entries_ = 0;
};

}  // namespace

void try_all_faults(const FaultyWays& ways) {
  Trial trial(ways);
  for (const Call& call : calls(ways.root)) {
    if (call.adds && !ways.straight.adds_keys()) continue;
    for (const HttpFault fault : kHttpFaults)
      for (const bool always : {false, true}) trial.run(call, fault, always);
    trial.run_untrusting(call);
  }
}

}  // namespace pgberth
