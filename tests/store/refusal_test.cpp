#include "reconciler/adapters/kubernetes/refusal.h"

#include <gtest/gtest.h>

#include <string>

namespace pgberth {
namespace {

Error refused(int status, const nlohmann::json& body) {
  return refusal_of({.status = status, .body = body}, "Kubernetes ", "create Secret \"qa/a\"");
}

Error forbidden(const std::string& message) {
  return refused(403, {{"kind", "Status"}, {"reason", "Forbidden"}, {"message", message}});
}

TEST(Refusal, TellsARightThatIsMissing) {
  const Error error = forbidden(
      "secrets \"a\" is forbidden: User \"system:serviceaccount:pgberth:pgberth\" cannot create "
      "resource \"secrets\" in API group \"\" in the namespace \"qa\"");

  EXPECT_EQ(error.code, Code::StoreRights);
  EXPECT_NE(error.what.find("User \"system:serviceaccount:pgberth:pgberth\" cannot create"),
            std::string::npos);
}

TEST(Refusal, NamesWhoeverAdmitsNotAndRepeatsNothingOfIt) {
  const auto expect = [](const std::string& message, const std::string& by) {
    const Error error = forbidden(message);
    EXPECT_EQ(error.code, Code::StoreFailed) << message;
    EXPECT_EQ(error.what, "Kubernetes does not let pgberth create Secret \"qa/a\": " + by);
  };

  expect(
      "secrets \"a\" is forbidden: ValidatingAdmissionPolicy 'strong' with binding 'all' denied "
      "request: too weak: canary",
      "the policy \"strong\" denies it");
  expect("admission webhook \"check.example\" denied the request: canary",
         "the admission webhook \"check.example\" denies it");
  expect("secrets \"a\" is forbidden: exceeded quota: few, requested: secrets=1",
         "quota \"few\" is used up");
  expect("canary: secrets \"a\" is forbidden: User \"x\" cannot", "an admission check denies it");
  expect("secrets canary of it \"a\" is forbidden: User \"x\"", "an admission check denies it");
}

TEST(Refusal, NamesAPolicyThatSaysInvalid) {
  const Error error =
      refused(422, {{"reason", "Invalid"},
                    {"message",
                     "secrets \"a\" is forbidden: ValidatingAdmissionPolicy 'strong' with "
                     "binding 'all' denied request: canary"}});

  EXPECT_EQ(error.what,
            "Kubernetes does not let pgberth create Secret \"qa/a\": the policy \"strong\" denies "
            "it");
}

TEST(Refusal, TellsThatANamespaceGoesAway) {
  const Error error =
      refused(403, {{"kind", "Status"},
                    {"message", "secrets \"a\" is forbidden: unable to create new content"},
                    {"details", {{"causes", {{{"reason", "NamespaceTerminating"}}}}}}});

  EXPECT_NE(error.what.find("its namespace is going away"), std::string::npos) << error.what;
}

TEST(Refusal, SaysWhatIsNotThere) {
  const Error error = refused(404, {{"kind", "Status"},
                                    {"reason", "NotFound"},
                                    {"message", "canary"},
                                    {"details", {{"name", "qa"}, {"kind", "namespaces"}}}});

  EXPECT_EQ(error.what,
            "Kubernetes answers 404 when asked to create Secret \"qa/a\": namespaces \"qa\" not "
            "found");
}

TEST(Refusal, NamesAWebhookThatFails) {
  const Error error = refused(500, {{"reason", "InternalError"},
                                    {"message",
                                     "Internal error occurred: failed calling webhook "
                                     "\"check.example\": canary"}});

  EXPECT_EQ(error.code, Code::StoreUnreachable);
  EXPECT_EQ(error.what,
            "Kubernetes answers 500 when asked to create Secret \"qa/a\": InternalError, the "
            "admission webhook \"check.example\" fails");
}

TEST(Refusal, RepeatsNoReasonThatIsNoWord) {
  EXPECT_EQ(refused(422, {{"reason", "Invalid"}, {"message", "canary"}}).what,
            "Kubernetes answers 422 when asked to create Secret \"qa/a\": Invalid");
  EXPECT_EQ(refused(500, {{"reason", "a canary"}}).what,
            "Kubernetes answers 500 when asked to create Secret \"qa/a\"");
}

}  // namespace
}  // namespace pgberth
