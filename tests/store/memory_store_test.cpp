#include "tests/support/memory_store.h"

#include <gtest/gtest.h>

#include "tests/support/store_contract.h"

namespace pgberth {
namespace {

struct InMemory {
  MemoryStore memory{};

  static constexpr bool kAddsKeys = true;
  static constexpr bool kAnyName = true;
  SecretStore& store() { return memory; }
  std::string path(const std::string& name) { return name; }
  static std::string root() { return ""; }
  std::string stamp(const std::string&) { return std::to_string(memory.changes().size()); }
  void make_unreadable(const std::string& path) {
    memory.set_presence(path, Presence::Unreadable, "no permission");
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreContract, InMemory);

TEST(MemoryStore, AnswersThePresenceThatWasSetAndNoContent) {
  MemoryStore store;
  store.put("entry", {{"password", "one"}});
  store.set_presence("entry", Presence::PendingDeletion, "gone on Friday");

  const auto entry = read_one(store, "entry");

  EXPECT_EQ(entry.presence, Presence::PendingDeletion);
  EXPECT_EQ(entry.detail, "gone on Friday");
  EXPECT_TRUE(entry.content.empty());
  EXPECT_EQ(*store.create("entry", entry_of({{"password", "two"}})), Creation::AlreadyThere);
  EXPECT_EQ(store.entry("entry"), (MemoryStore::Keys{{"password", "one"}}));
}

TEST(MemoryStore, RefusesToAddKeysWhenItPlaysAStoreThatCannot) {
  MemoryStore store({.adds_keys = false});
  store.put("entry", {{"password", "one"}});

  EXPECT_FALSE(store.add_missing_keys("entry", content_of({{"dbcreated", "true"}})));

  EXPECT_EQ(store.entry("entry"), (MemoryStore::Keys{{"password", "one"}}));
}

TEST(MemoryStore, CountsCallsAndLogsWhatChanged) {
  MemoryStore store;

  (void)store.read({"a"});
  (void)store.create("a", entry_of({{"k", "v"}}));
  (void)store.create("a", entry_of({{"k", "v"}}));
  (void)store.add_missing_keys("a", content_of({{"k", "v"}, {"m", "n"}}));

  EXPECT_EQ(store.calls(), 4u);
  EXPECT_EQ(store.changes(), (std::vector<std::string>{"create a", "add a m"}));
}

}  // namespace
}  // namespace pgberth
