#include "reconciler/cli/known_store.h"

#include "reconciler/cli/operator_world.h"

#include <gtest/gtest.h>

#include "tests/cli/stub_parts.h"
#include "tests/support/memory_store.h"
#include <deque>

namespace pgberth {
namespace {

Error error_of(Code code) {
  return {.code = code, .what = "it cannot be told", .hint = "Grant it."};
}

/// A store that answers one after another which one it is; the last answer stays.
class NamedStore : public MemoryStore {
 public:
  explicit NamedStore(std::deque<Result<std::string>> answers) : answers_(std::move(answers)) {}
  int asked = 0;

  Result<std::string> identity() override {
    ++asked;
    Result<std::string> answer = answers_.front();
    if (answers_.size() > 1) answers_.pop_front();
    return answer;
  }

 private:
  std::deque<Result<std::string>> answers_;
};

struct Known {
  explicit Known(std::deque<Result<std::string>> answers) {
    auto store = std::make_unique<NamedStore>(std::move(answers));
    inner = store.get();
    inner->put("a", {{"password", "x"}});
    known = std::make_unique<KnownStore>(std::move(store), StoreId{StoreKind::Vault}, "the-one");
  }
  NewEntry entry() const {
    NewEntry made;
    made.content.emplace("password", Secret{"y"});
    return made;
  }

  NamedStore* inner;
  std::unique_ptr<KnownStore> known;
};

TEST(KnownStore, IsUsedWhenItIsTheOne) {
  Known store({std::string("the-one")});

  EXPECT_EQ(store.known->read({"a"}).at("a").presence, Presence::Present);
  EXPECT_TRUE(store.known->create("b", store.entry()));
  EXPECT_TRUE(store.known->list(""));
  EXPECT_EQ(*store.known->identity(), "the-one");
  EXPECT_EQ(store.inner->asked, 1);
}

TEST(KnownStore, IsNeitherReadNorWrittenWhenItIsAnother) {
  Known store({std::string("another")});

  const auto answers = store.known->read({"a"});
  const StoredEntry& read = answers.at("a");
  const auto created = store.known->create("b", store.entry());
  const auto added = store.known->add_missing_keys("a", NewKeys{store.entry().content});
  const auto listed = store.known->list("");

  EXPECT_EQ(read.presence, Presence::Unreadable);
  EXPECT_EQ(read.detail, "vault is \"another\" and not \"the-one\", as the settings say");
  EXPECT_TRUE(read.content.empty());
  ASSERT_FALSE(created || added || listed);
  EXPECT_EQ(created.error().code, Code::OtherStore);
  EXPECT_EQ(added.error().code, Code::OtherStore);
  EXPECT_EQ(listed.error().code, Code::OtherStore);
  EXPECT_TRUE(store.known->upkeep({"a"}).empty());
  EXPECT_FALSE(store.known->versions({"a"}));
  EXPECT_EQ(store.inner->calls(), 0u);
  EXPECT_EQ(store.inner->asked, 1);
}

TEST(KnownStore, IsNotUsedWhenItDoesNotTell) {
  for (const Code code : {Code::StoreRights, Code::StoreUnfit, Code::StoreFailed}) {
    Known store({error_of(code)});

    const auto created = store.known->create("b", store.entry());

    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().code, Code::OtherStore);
    EXPECT_EQ(created.error().hint, "Grant it.");
    EXPECT_EQ(store.inner->calls(), 0u);
  }
}

TEST(KnownStore, IsAskedAgainAfterATroubleThatPasses) {
  Known store({error_of(Code::StoreUnreachable), std::string("the-one")});

  const auto first = store.known->create("b", store.entry());
  const auto second = store.known->create("b", store.entry());

  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, Code::StoreUnreachable);
  EXPECT_TRUE(second);
}

TEST(KnownStore, ShowsNoIdentityThatIsNoName) {
  Known store({std::string("evil\n\x1b[31m")});

  EXPECT_EQ(store.known->list("").error().what,
            "vault is another one and not \"the-one\", as the settings say");
}

TEST(KnownStore, IsExaminedOnlyWhenItIsTheOne) {
  Known other({std::string("another")});
  Known away({error_of(Code::StoreUnreachable)});

  EXPECT_EQ(other.known->examine({}).at(0).about, kIdentity);
  EXPECT_EQ(other.known->examine({}).at(0).verdict, Verdict::Missing);
  EXPECT_EQ(away.known->examine({}).at(0).about, kReachability);
}

TEST(OperatorWorld, UsesAStoreWithAnIdentityOnlyIfItIsTheOne) {
  testing::StubParts stub;
  const Parts parts = stub.parts();
  Settings settings;
  const StoreId named{StoreKind::Vault, std::string("qa")};
  settings.stores.own[named] = FolderAddress{"folder"};
  settings.stores.own[{StoreKind::Vault}] = FolderAddress{"folder"};
  settings.stores.identities[named] = "the-one";
  const std::optional<Secret> no_password;
  OperatorWorld world(settings, no_password, parts);

  const auto held = (*world.store(named))->read({"a"});
  const auto free = (*world.store({StoreKind::Vault}))->read({"a"});

  EXPECT_EQ(held.at("a").presence, Presence::Unreadable);
  EXPECT_EQ(free.at("a").presence, Presence::Absent);
}

}  // namespace
}  // namespace pgberth
