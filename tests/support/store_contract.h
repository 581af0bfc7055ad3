#pragma once

#include "reconciler/model/store.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace pgberth {

using StoreKeys = std::map<std::string, std::string>;

inline Content content_of(const StoreKeys& keys) {
  Content content;
  for (const auto& [key, value] : keys) content.emplace(key, Secret{value});
  return content;
}

inline NewEntry entry_of(const StoreKeys& keys) {
  return {.content = content_of(keys)};
}

inline StoreKeys keys_of(const StoredEntry& entry) {
  StoreKeys keys;
  for (const auto& [key, value] : entry.content) keys.emplace(key, value.reveal());
  return keys;
}

inline StoredEntry read_one(SecretStore& store, const std::string& path) {
  auto answers = store.read({path});
  EXPECT_EQ(answers.size(), 1u);
  return std::move(answers[path]);
}

/// What every store promises, whatever it is made of. `Maker` is default constructible, stands for
/// one empty store for the length of a test, and has
///   SecretStore& store();                       the store
///   std::string path(const std::string& name);  an entry name it accepts, different for each name
///   std::string stamp(const std::string& path); something that any write to the entry changes
///                                               (a time, a version), or "" when there is none
///   std::string root();                         what all of its names begin with, often ""
///   void make_unreadable(const std::string& path);  reading the entry fails from now on
///   static constexpr bool kAddsKeys;            whether add_missing_keys works at all
///   static constexpr bool kAnyName;             whether any text but "" and NUL is a name
///   static constexpr bool kTextOnly;            whether values must be UTF-8; may be left out
///   static constexpr std::size_t kLargest;      how many bytes a value may have; may be left out
template <class Maker>
class StoreContract : public testing::Test {
 protected:
  SecretStore& store() { return maker_.store(); }
  std::string path(const std::string& name) { return maker_.path(name); }

  Creation create(const std::string& name, const StoreKeys& keys) {
    auto creation = store().create(path(name), entry_of(keys));
    if (creation) return *creation;
    ADD_FAILURE() << name << ": " << creation.error().what;
    return Creation::AlreadyThere;
  }
  StoredEntry read(const std::string& name) { return read_one(store(), path(name)); }

  Maker maker_{};
};

template <class Maker>
constexpr bool holds_text_only() {
  if constexpr (requires { Maker::kTextOnly; }) return Maker::kTextOnly;
  return false;
}

template <class Maker>
constexpr std::size_t largest_value() {
  if constexpr (requires { Maker::kLargest; }) return Maker::kLargest;
  return std::size_t{64} << 10u;
}

TYPED_TEST_SUITE_P(StoreContract);

TYPED_TEST_P(StoreContract, AbsentIsAbsent) {
  this->create("there", {{"password", "one"}});

  const auto answers = this->store().read({this->path("gone"), this->path("there")});

  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers.at(this->path("gone")).presence, Presence::Absent);
  EXPECT_EQ(answers.at(this->path("there")).presence, Presence::Present);
}

TYPED_TEST_P(StoreContract, ReadsNothingWhenNothingIsAsked) {
  EXPECT_TRUE(this->store().read({}).empty());
}

TYPED_TEST_P(StoreContract, ReadsWhatWasCreated) {
  std::string binary;
  for (int byte = 0; byte < (holds_text_only<TypeParam>() ? 128 : 256); ++byte)
    binary += static_cast<char>(byte);
  const StoreKeys keys{{"password", "s3cret"},
                       {"empty", ""},
                       {"binary", binary},
                       {"lines", "one\ntwo\n"},
                       {"large", std::string(largest_value<TypeParam>(), 'x')}};

  EXPECT_EQ(this->create("entry", keys), Creation::Created);

  const auto entry = this->read("entry");
  EXPECT_EQ(entry.presence, Presence::Present);
  EXPECT_EQ(keys_of(entry), keys);
}

TYPED_TEST_P(StoreContract, CreateLeavesAnExistingEntryAsItWas) {
  const StoreKeys first{{"username", "fence"}, {"password", "one"}};
  this->create("entry", first);
  const auto before = this->maker_.stamp(this->path("entry"));

  EXPECT_EQ(this->create("entry", {{"password", "two"}, {"more", "x"}}), Creation::AlreadyThere);
  EXPECT_EQ(this->create("entry", first), Creation::AlreadyThere);

  EXPECT_EQ(keys_of(this->read("entry")), first);
  EXPECT_EQ(this->maker_.stamp(this->path("entry")), before);
}

TYPED_TEST_P(StoreContract, ReadingChangesNothing) {
  this->create("entry", {{"password", "one"}});
  const auto before = this->maker_.stamp(this->path("entry"));

  this->read("entry");
  this->read("entry");

  EXPECT_EQ(this->maker_.stamp(this->path("entry")), before);
}

TYPED_TEST_P(StoreContract, AnEntryWithoutKeysIsNotCreated) {
  EXPECT_FALSE(this->store().create(this->path("entry"), {}));

  EXPECT_EQ(this->read("entry").presence, Presence::Absent);
}

TYPED_TEST_P(StoreContract, ManyConcurrentCreatesHaveOneWinnerWhoseValueAllSee) {
  constexpr int writers = 8;
  constexpr int rounds = 20;
  for (int round = 0; round < rounds; ++round) {
    const auto path = this->path("entry" + std::to_string(round));
    std::vector<int> won(writers, 0);
    std::vector<StoreKeys> seen(writers);
    {
      std::vector<std::jthread> threads;
      threads.reserve(writers);
      for (std::size_t i = 0; i < writers; ++i)
        threads.emplace_back([&, i] {
          const auto name = std::to_string(i);
          const auto creation =
              this->store().create(path, entry_of({{"a", name}, {"b", name}, {"c", name}}));
          won[i] = creation && *creation == Creation::Created ? 1 : 0;
          seen[i] = keys_of(read_one(this->store(), path));
        });
    }

    int winners = 0;
    std::string winner;
    for (std::size_t i = 0; i < writers; ++i) {
      winners += won[i];
      if (won[i] != 0) winner = std::to_string(i);
    }
    ASSERT_EQ(winners, 1);
    for (const auto& keys : seen)
      ASSERT_EQ(keys, (StoreKeys{{"a", winner}, {"b", winner}, {"c", winner}}));
  }
}

TYPED_TEST_P(StoreContract, AddMissingKeyLeavesExistingKeys) {
  this->create("entry", {{"password", "one"}});

  const auto added = this->store().add_missing_keys(
      this->path("entry"), content_of({{"password", "two"}, {"dbcreated", "true"}}));

  if (!TypeParam::kAddsKeys) {
    EXPECT_FALSE(added);
    EXPECT_EQ(keys_of(this->read("entry")), (StoreKeys{{"password", "one"}}));
    return;
  }
  ASSERT_TRUE(added) << added.error().what;
  EXPECT_EQ(*added, (std::set<std::string>{"dbcreated"}));
  EXPECT_EQ(keys_of(this->read("entry")), (StoreKeys{{"password", "one"}, {"dbcreated", "true"}}));
}

TYPED_TEST_P(StoreContract, AddingWhatIsThereWritesNothing) {
  if (!TypeParam::kAddsKeys) GTEST_SKIP() << "this store adds no keys";
  this->create("entry", {{"password", "one"}});
  const auto before = this->maker_.stamp(this->path("entry"));

  const auto added =
      this->store().add_missing_keys(this->path("entry"), content_of({{"password", "two"}}));

  ASSERT_TRUE(added) << added.error().what;
  EXPECT_TRUE(added->empty());
  EXPECT_EQ(this->maker_.stamp(this->path("entry")), before);
}

TYPED_TEST_P(StoreContract, AddToAbsentEntryIsAnError) {
  EXPECT_FALSE(this->store().add_missing_keys(this->path("gone"), content_of({{"key", "value"}})));

  EXPECT_EQ(this->read("gone").presence, Presence::Absent);
}

TYPED_TEST_P(StoreContract, ManyConcurrentAddsHaveOneWinnerForEachKey) {
  if (!TypeParam::kAddsKeys) GTEST_SKIP() << "this store adds no keys";
  constexpr std::size_t writers = 8;
  this->create("entry", {{"password", "one"}});
  std::vector<std::set<std::string>> added(writers);
  {
    std::vector<std::jthread> threads;
    threads.reserve(writers);
    for (std::size_t i = 0; i < writers; ++i)
      threads.emplace_back([&, i] {
        const auto name = std::to_string(i);
        auto answer = this->store().add_missing_keys(
            this->path("entry"), content_of({{"shared", name}, {"own" + name, name}}));
        if (answer) added[i] = *std::move(answer);
      });
  }

  const auto keys = keys_of(this->read("entry"));
  ASSERT_EQ(keys.size(), writers + 2);
  int winners = 0;
  for (std::size_t i = 0; i < writers; ++i) {
    EXPECT_EQ(keys.at("own" + std::to_string(i)), std::to_string(i));
    if (!added[i].contains("shared")) continue;
    ++winners;
    EXPECT_EQ(keys.at("shared"), std::to_string(i));
  }
  EXPECT_EQ(winners, 1);
}

TYPED_TEST_P(StoreContract, KeysRestOnWhatTheyWereAddedFor) {
  if (!TypeParam::kAddsKeys) GTEST_SKIP() << "this store adds no keys";
  this->create("entry", {{"password", "one"}});
  const auto add = [&](const std::string& password) {
    return this->store().add_missing_keys(
        this->path("entry"),
        NewKeys(content_of({{"ready", "true"}}), content_of({{"password", password}})));
  };

  const auto other = add("two");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::Superseded);
  EXPECT_EQ(keys_of(this->read("entry")), (StoreKeys{{"password", "one"}}));
  EXPECT_EQ(*add("one"), (std::set<std::string>{"ready"}));
}

TYPED_TEST_P(StoreContract, UnusualNamesAreDifferentEntries) {
  if (!TypeParam::kAnyName) GTEST_SKIP() << "this store restricts names";
  const std::vector<std::string> names{
      "a",         "A",          "a/b", "a//b",    "a/",      "/a",          "b",
      "a%2Fb",     "a%2fb",      "..",  ".",       "...",     ".hidden",     "../../etc/passwd",
      "a/../../b", "%2e%2e",     "%",   "%%",      "with sp", " ",           "tab\tnewline\n",
      "quote'\"`", "$(touch x)", "-rf", "ünïcödé", "日本語",  "back\\slash", "*?[a]",
      "\xff\xfe",  "a:b",        "a=b", "~",       "#",       "\x01",        std::string(200, 'n')};

  for (const auto& name : names)
    EXPECT_EQ(this->create(name, {{"key", name}, {name, "as a key"}}), Creation::Created) << name;

  for (const auto& name : names) {
    const auto entry = this->read(name);
    EXPECT_EQ(entry.presence, Presence::Present) << name << ": " << entry.detail;
    EXPECT_EQ(keys_of(entry), (StoreKeys{{"key", name}, {name, "as a key"}})) << name;
  }
}

TYPED_TEST_P(StoreContract, NamesThatAreEmptyOrHaveNulAreRefused) {
  for (const auto& name : {std::string{}, std::string("a\0b", 3), std::string(1, '\0')}) {
    EXPECT_FALSE(this->store().create(name, entry_of({{"key", "value"}})));
    EXPECT_FALSE(this->store().create(this->path("entry"), entry_of({{name, "value"}})));
    EXPECT_EQ(read_one(this->store(), name).presence, Presence::Unreadable);
  }

  EXPECT_EQ(this->read("entry").presence, Presence::Absent);
}

TYPED_TEST_P(StoreContract, AnEntryOfMoreThanAMebibyteIsRefusedWhole) {
  const auto creation = this->store().create(
      this->path("entry"), entry_of({{"a", std::string(std::size_t{600} << 10u, 'a')},
                                     {"b", std::string(std::size_t{600} << 10u, 'b')}}));

  ASSERT_FALSE(creation);
  EXPECT_EQ(creation.error().code, Code::EntryTooLarge);
  EXPECT_EQ(this->read("entry").presence, Presence::Absent);
}

TYPED_TEST_P(StoreContract, WhatCannotBeReadIsSaidAndLeftAlone) {
  this->create("entry", {{"password", "one"}});
  this->create("other", {{"password", "two"}});
  this->maker_.make_unreadable(this->path("entry"));

  const auto entry = this->read("entry");

  EXPECT_EQ(entry.presence, Presence::Unreadable);
  EXPECT_FALSE(entry.detail.empty());
  EXPECT_TRUE(entry.content.empty());
  EXPECT_EQ(keys_of(this->read("other")), (StoreKeys{{"password", "two"}}));
  EXPECT_FALSE(this->store().add_missing_keys(this->path("entry"), content_of({{"key", "x"}})));
  const auto creation = this->store().create(this->path("entry"), entry_of({{"key", "x"}}));
  EXPECT_TRUE(!creation || *creation == Creation::AlreadyThere);
}

TYPED_TEST_P(StoreContract, ListsNothingOfAnEmptyStore) {
  const auto names = this->store().list(this->maker_.root());

  ASSERT_TRUE(names) << names.error().what;
  EXPECT_TRUE(names->empty());
}

TYPED_TEST_P(StoreContract, ListsTheNamesThatBeginWithThePrefix) {
  const std::set<std::string> all{this->path("one"), this->path("other"), this->path("two")};
  for (const char* name : {"one", "other", "two"}) this->create(name, {{"password", "x"}});
  this->maker_.make_unreadable(this->path("two"));
  const auto stamp = this->maker_.stamp(this->path("one"));

  const auto names = this->store().list(this->maker_.root());
  const auto some = this->store().list(this->path("o"));
  const auto none = this->store().list(this->path("three"));

  ASSERT_TRUE(names) << names.error().what;
  EXPECT_EQ(*names, all);
  ASSERT_TRUE(some);
  EXPECT_EQ(*some, (std::set<std::string>{this->path("one"), this->path("other")}));
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->empty());
  EXPECT_EQ(this->maker_.stamp(this->path("one")), stamp);
}

TYPED_TEST_P(StoreContract, ListsUnusualNamesAsTheyAre) {
  if (!TypeParam::kAnyName) GTEST_SKIP() << "this store restricts names";
  const std::set<std::string> names{"a/b", "..",      ".hidden", "with sp", "tab\tnewline\n",
                                    "%2e", "\xff\xfe"};
  for (const auto& name : names) this->create(name, {{"key", "x"}});

  const auto listed = this->store().list(this->maker_.root());

  ASSERT_TRUE(listed) << listed.error().what;
  EXPECT_EQ(*listed, names);
}

TYPED_TEST_P(StoreContract, ErrorsTellNoSecret) {
  const std::string secret = "tell-nobody";

  const auto large = this->store().create(
      this->path("entry"), entry_of({{"key", secret}, {"b", std::string(2 << 20, 'b')}}));
  const auto absent =
      this->store().add_missing_keys(this->path("gone"), content_of({{"key", secret}}));

  ASSERT_FALSE(large);
  ASSERT_FALSE(absent);
  for (const auto& error : {large.error(), absent.error()}) {
    EXPECT_EQ(error.what.find(secret), std::string::npos);
    EXPECT_EQ(error.hint.find(secret), std::string::npos);
  }
}

REGISTER_TYPED_TEST_SUITE_P(
    StoreContract, AbsentIsAbsent, ReadsNothingWhenNothingIsAsked, ReadsWhatWasCreated,
    CreateLeavesAnExistingEntryAsItWas, ReadingChangesNothing, AnEntryWithoutKeysIsNotCreated,
    ManyConcurrentCreatesHaveOneWinnerWhoseValueAllSee, AddMissingKeyLeavesExistingKeys,
    AddingWhatIsThereWritesNothing, AddToAbsentEntryIsAnError, KeysRestOnWhatTheyWereAddedFor,
    ManyConcurrentAddsHaveOneWinnerForEachKey, UnusualNamesAreDifferentEntries,
    NamesThatAreEmptyOrHaveNulAreRefused, AnEntryOfMoreThanAMebibyteIsRefusedWhole,
    WhatCannotBeReadIsSaidAndLeftAlone, ListsNothingOfAnEmptyStore,
    ListsTheNamesThatBeginWithThePrefix, ListsUnusualNamesAsTheyAre, ErrorsTellNoSecret);

}  // namespace pgberth
