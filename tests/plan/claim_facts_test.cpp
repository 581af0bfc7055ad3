#include "reconciler/plan/claim_facts.h"

#include <gtest/gtest.h>

#include "tests/support/claims.h"

namespace pgberth {
namespace {

std::string server_of(const Claims& claims) {
  return text_of(facts_of(claims.claims.begin()->second, claims), "server");
}

Document& admin_of(Claims& claims) {
  return claims.servers.begin()->second.admin;
}

TEST(ClaimFacts, TellNoServerThatNobodyWillAsk) {
  Claims claims = pushed_claim();
  Claim& claim = claims.claims.begin()->second;
  EXPECT_EQ(server_of(claims), server_words(claim, claims));

  claim.may_create = {};
  EXPECT_NE(server_of(claims), "") << "its entry may be made, after a look at the server";
  for (Place& place : claim.places) place.birth = Birth::MustExist;
  EXPECT_EQ(server_of(claims), "");
}

TEST(ClaimFacts, TellTheServerThatAUserComesWith) {
  Claims claims = linked_claim();
  Claim& claim = claims.claims.begin()->second;
  claim.instance_user = true;

  ASSERT_FALSE(claim.needs_server());
  EXPECT_NE(server_of(claims), "");
}

TEST(ClaimFacts, SayInFewWordsThatAnEntryTellsTheServer) {
  Claims claims = pushed_claim();
  const EntryRef master{.store = {.kind = StoreKind::Aws}, .path = std::string("master")};
  for (const Field field : {Field::Host, Field::Port, Field::Username})
    admin_of(claims)[field] = KeyRef{.entry = master, .key = std::string(to_string(field))};

  EXPECT_EQ(server_of(claims), "host, port, username of aws master");
  admin_of(claims)[Field::Host] = Text{"db.example"};
  EXPECT_EQ(server_of(claims), "db.example:(port of aws master) as (username of aws master)");
}

}  // namespace
}  // namespace pgberth
