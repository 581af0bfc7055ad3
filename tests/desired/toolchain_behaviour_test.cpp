// The behaviours of Toolchain's databases that can be seen in the claims. Numbers are those of the
// list that the dialect was written from; what is about applying is in toolchain_apply_test.cpp.

#include <gtest/gtest.h>

#include "tests/support/claims.h"
#include "tests/support/toolchain_site.h"

namespace pgberth::testing {
namespace {

using Ids = std::vector<std::string>;

// Behaviour 1.
TEST(Toolchain, DatabasesAreUnderscoredAndSpellingsAreOne) {
  const Desired desired = ToolchainSite{}
                              .with("scm-integration-api", "[users, scm-integration]")
                              .with("oss-metrics-a", "[oss-metrics]")
                              .with("oss-metrics-b", "[oss_metrics]")
                              .read();

  EXPECT_EQ(ids_of(desired), (Ids{"prod/prod/oss_metrics", "prod/prod/scm_integration",
                                  "prod/prod/users", "prod/staging/oss_metrics",
                                  "prod/staging/scm_integration", "prod/staging/users"}));
  EXPECT_EQ(constant(claim_by_id(desired, "prod/prod/scm_integration"), Field::Database),
            "scm_integration");
  EXPECT_EQ(claim_by_id(desired, "prod/prod/oss_metrics").services.size(), 2u);
  EXPECT_FALSE(has_error(desired.findings));
}

// Behaviour 2.
TEST(Toolchain, AnOwnerNobodyLogsInAsAndALoginRoleForEachNamespace) {
  const Desired desired = ToolchainSite{}.with("a", "[scm-integration]").read();

  const Claim& claim = claim_by_id(desired, "prod/prod/scm_integration");
  EXPECT_EQ(constant(claim, Field::Owner), "scm_integration_owner");
  EXPECT_EQ(constant(claim, Field::Username), "scm_integration_prod_0000");
  EXPECT_EQ(constant(claim_by_id(desired, "prod/staging/scm_integration"), Field::Username),
            "scm_integration_staging_0000");
  EXPECT_TRUE(claim.shape->owner_role);
  EXPECT_FALSE(claim.shape->login_inherits);
  EXPECT_EQ(claim.shape->database_owner, Who::Owner);
  EXPECT_EQ(claim.may_create, (MayCreate{.login = true, .owner = true, .database = true}));
}

// Behaviours 2 to 4: what was written by hand for the model is what is read.
TEST(Toolchain, ReadsTheClaimThatTheModelWasMadeFor) {
  const Desired desired = ToolchainSite{}
                              .with("scm-integration-api", "[scm-integration]")
                              .with("scm-integration-workflow", "[scm-integration]")
                              .read();
  const Claims by_hand = two_namespaces_claims();

  for (const auto& [id, wanted] : by_hand.claims) {
    const Claim& claim = claim_by_id(desired, id.str());
    EXPECT_EQ(claim.credential, wanted.credential) << id.str();
    EXPECT_EQ(claim.places, wanted.places) << id.str();
    EXPECT_EQ(claim.shape, wanted.shape) << id.str();
    EXPECT_EQ(claim.may_create, wanted.may_create) << id.str();
    EXPECT_TRUE(claim.selected && claim.create_asked);
    EXPECT_TRUE(claim.ready.empty());
  }
  EXPECT_EQ(desired.claims.claims.size(), by_hand.claims.size());
}

// Behaviour 3.
TEST(Toolchain, OnlyTheLoginRoleConnectsAndTheOwnerHasTheSchema) {
  const Desired desired = ToolchainSite{}.with("a", "[users]").read();

  const Shape& shape = claim_by_id(desired, "prod/prod/users").shape;
  EXPECT_FALSE(shape.public_connects);
  EXPECT_EQ(shape.once, (std::vector<Grant>{{On::Schema, "ALL", Who::Owner}}));
  EXPECT_EQ(shape.per_login, (std::vector<Grant>{{On::Database, "CONNECT", Who::Login}}));
}

// Behaviour 4.
TEST(Toolchain, EachNamespaceHasASecretOfItsOwnInTheRotatableEnvelope) {
  const Desired desired = ToolchainSite{}.with("a", "[scm_integration]").read();

  const auto path = [&](const std::string& id) {
    const Place& place = claim_by_id(desired, id).places.at(0);
    EXPECT_EQ(place.part, Part::Authority);
    EXPECT_EQ(place.birth, Birth::WholeEntry);
    EXPECT_EQ(place.layout->envelope, "secret_string");
    EXPECT_TRUE(place.layout->keys.at("port").number);
    return to_string(place.entry);
  };
  EXPECT_EQ(path("prod/prod/scm_integration"), "kubernetes prod/prod-db-scm-integration-creds");
  EXPECT_EQ(path("prod/staging/scm_integration"),
            "kubernetes staging/staging-db-scm-integration-creds");
  const auto& password =
      claim_by_id(desired, "prod/prod/scm_integration").credential.at(Field::Password);
  EXPECT_EQ(std::get<Generated>(password).length, 40);
  EXPECT_EQ(std::get<Generated>(password).alphabet, Alphabet::AlphaNumeric);
}

// Behaviour 9, first half.
TEST(Toolchain, NoListOrAnEmptyOneAsksForNothing) {
  ToolchainSite site;
  site.files["services/webhooks/values.yaml"] = "name: webhooks\nsecrets: [a]\n";
  site.files["services/proxy/values.yaml"] = "replicas: 1\n";
  site.files["services/empty/values.yaml"] = "";
  site.with("infosite", "[]").with("other", "null");

  const Desired desired = site.read();

  EXPECT_TRUE(desired.claims.claims.empty());
  EXPECT_TRUE(desired.findings.empty()) << desired.findings.front().what;
}

// Behaviour 9, second half: such a claim is listed, as not selected, so that who asks for it is
// seen, and nothing is planned for it. The same holds for deprecated databases and for what is not
// among those allowed.
TEST(Toolchain, WhatIsForDevelopmentOnlyIsReportedAndNotSelected) {
  ToolchainSite site;
  site.with("notifications-api", "[users, notifications, maven, payments]")
      .with_options("developmentOnly: [notifications]\n")
      .with_options("deprecatedDatabases: [maven]\n")
      .with_options("allowed: [users, notifications, maven]\n");

  const Desired desired = site.read();

  EXPECT_EQ(briefly(desired.findings), (Ids{"W223 services/notifications-api/values.yaml:2:14",
                                            "W223 services/notifications-api/values.yaml:2:29",
                                            "W223 services/notifications-api/values.yaml:2:36"}));
  EXPECT_EQ(desired.findings.at(0).what, "\"notifications\" is for development only");
  EXPECT_EQ(desired.findings.at(1).what, "\"maven\" is deprecated");
  EXPECT_EQ(desired.findings.at(2).what, "\"payments\" is not among those allowed here");
  EXPECT_EQ(desired.findings.at(0).claims,
            (std::set<ClaimId>{ClaimId{"prod/prod/notifications"},
                               ClaimId{"prod/staging/notifications"}}));
  for (const auto& [id, claim] : desired.claims.claims) {
    const bool users = constant(claim, Field::Database) == "users";
    EXPECT_EQ(claim.selected, users) << id.str();
    EXPECT_FALSE(claim.blocked) << id.str();
  }
}

TEST(Toolchain, WhatIsForDevelopmentOnlyIsMadeInDevelopment) {
  ToolchainSite site;
  site.namespaces = {"ada"};
  site.with("notifications-api", "[notifications]")
      .with_options("developmentOnly: [notifications]\nloginNames: development\n");

  const Desired desired = site.read();

  const Claim& claim = claim_by_id(desired, "prod/ada/notifications");
  EXPECT_TRUE(claim.selected);
  EXPECT_EQ(constant(claim, Field::Username), "notifications_0000");
  EXPECT_EQ(to_string(claim.places.at(0).entry), "kubernetes ada/ada-db-notifications-creds");
  EXPECT_TRUE(desired.findings.empty());
}

// Behaviour 10: one password in all namespaces, which the first one's entry decides.
TEST(Toolchain, ASimpleDatabaseHasOneRoleOfItsNameAndAnEntryInEachNamespace) {
  const Desired desired = ToolchainSite{{{"services/a/values.yaml", "name: a\n"}}}
                              .with_options("simpleDatabases: [post_hog]\n")
                              .read();

  ASSERT_EQ(ids_of(desired), Ids{"prod/post_hog"});
  const Claim& claim = claim_by_id(desired, "prod/post_hog");
  EXPECT_EQ(constant(claim, Field::Username), "post_hog");
  EXPECT_EQ(constant(claim, Field::Database), "post_hog");
  EXPECT_FALSE(claim.credential.contains(Field::Owner));
  EXPECT_EQ(claim.shape->database_owner, Who::Login);
  EXPECT_FALSE(claim.shape->public_connects);
  ASSERT_EQ(claim.places.size(), 2u);
  EXPECT_EQ(to_string(claim.places.at(0).entry), "kubernetes staging/prod-db-post-hog");
  EXPECT_EQ(claim.places.at(0).part, Part::Authority);
  EXPECT_EQ(to_string(claim.places.at(1).entry), "kubernetes prod/prod-db-post-hog");
  EXPECT_EQ(claim.places.at(1).part, Part::Copy);
  EXPECT_EQ(claim.places.at(1).birth, Birth::WholeEntry);
  EXPECT_TRUE(claim.places.at(0).layout->envelope.empty());
  EXPECT_EQ(std::get<Field>(claim.places.at(0).layout->keys.at("connection-string").what),
            Field::Url);
}

}  // namespace
}  // namespace pgberth::testing
