#include "tests/support/faulty.h"

#include <gtest/gtest.h>

#include "tests/support/memory_store.h"
#include "tests/support/store_contract.h"

namespace pgberth {
namespace {

/// What a create through a store with this fault answers: "created", an error's code, "crash".
std::string create_with(Fault fault, MemoryStore& memory, std::vector<std::string>& calls) {
  FaultyStore store(memory, [&](const std::string& call) {
    calls.push_back(call);
    return fault;
  });
  try {
    const auto creation = store.create("entry", entry_of({{"k", "v"}}));
    return creation ? "created" : to_string(creation.error().code);
  } catch (const Crash& crash) {
    return "crash in " + crash.call;
  }
}

TEST(FaultyStore, DoesOrLeavesTheCallAsTheHookWants) {
  struct Case {
    Fault fault;
    std::string answer;
    bool made;
  };
  const std::string failed = to_string(Code::StoreFailed);
  for (const auto& [fault, answer, made] :
       {Case{Fault::None, "created", true}, Case{Fault::FailBefore, failed, false},
        Case{Fault::LostReply, failed, true},
        Case{Fault::CrashBefore, "crash in store.create entry", false},
        Case{Fault::CrashAfter, "crash in store.create entry", true}}) {
    MemoryStore memory;
    std::vector<std::string> calls;

    EXPECT_EQ(create_with(fault, memory, calls), answer);

    EXPECT_EQ(memory.entry("entry").size(), made ? 1u : 0u) << answer;
    EXPECT_EQ(calls, (std::vector<std::string>{"store.create entry"}));
  }
}

TEST(FaultyStore, AnswersUnreadableForEachPathOfAFailedRead) {
  MemoryStore memory;
  memory.put("a", {{"k", "v"}});
  FaultyStore store(memory, [](const std::string&) { return Fault::FailBefore; });

  const auto answers = store.read({"a", "b"});

  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers.at("a").presence, Presence::Unreadable);
  EXPECT_EQ(answers.at("b").presence, Presence::Unreadable);
}

}  // namespace
}  // namespace pgberth
