#include "reconciler/plan/plan.h"

#include "reconciler/plan/draft.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

struct PlanInput {
  const Claims& claims;
  const State& state;
};

/// The server's answer; nullptr with a finding when it gave none, nullptr alone when none is
/// needed.
const Catalogue* server_of(const Claim& claim, const State& state, Notebook& notes) {
  if (!claim.needs_server()) return nullptr;
  const auto server = state.servers.find(claim.server);
  if (server == state.servers.end()) {
    notes.add({.code = Code::ServerUnreachable,
               .what = "server " + quoted(claim.server.str()) + " was not looked at",
               .claims = {claim.id}});
    return nullptr;
  }
  if (server->second) return &*server->second;
  Finding finding = finding_of(server->second.error(), {claim.id});
  notes.add(std::move(finding));
  return nullptr;
}

/// A mark that says "ready" though the login was refused.
void tell_false_mark(const ClaimView& view, Notebook& notes) {
  for (const Mark& mark : view.claim.ready) {
    const Entry* entry = view.entry(mark.key.entry);
    if (entry == nullptr || !entry->keys.contains(mark.key.key)) continue;
    notes.add(about(view.claim, Code::ReadyUnproved,
                    to_string(mark.key.entry) + " says " + quoted(mark.key.key) +
                        ", and its login does not work",
                    "Correct the credential; the mark itself stays, as nothing is removed."));
  }
}

/// What the look inside and the login say of a stored credential.
CredentialState proved(const ClaimView& view, CredentialState state, Notebook& notes) {
  const LoginSeen* login = view.login();
  if (login == nullptr || !view.berth) return state;
  const bool plain = state == CredentialState::Stored;
  const Text* host = text_of(view.claim.credential, Field::Host);
  const std::string where = view.server != nullptr ? view.server->address
                            : host != nullptr      ? host->text
                                                   : "its server";
  const std::string who = "role " + quoted(view.berth->login.str()) + " on " + where;
  if (login->answer == LoginAnswer::Works) return plain ? CredentialState::InSync : state;
  if (login->answer == LoginAnswer::Refused) {
    notes.add(about(view.claim, Code::Mismatch,
                    "the password does not log in as " + who + ": " + login->detail,
                    "Find out which password is right; neither is changed."));
    tell_false_mark(view, notes);
    return plain ? CredentialState::Mismatch : state;
  }
  notes.add(about(view.claim, Code::NotProved,
                  "the login as " + who + " could not be tried: " + login->detail,
                  "The password may be right; let this machine in to prove it."));
  return plain ? CredentialState::NotProved : state;
}

/// Whether its login could not be tried, as nobody has read its password in this pass.
bool not_tried(const ClaimView& view) {
  const Place* authority = authority_of(view.claim);
  return authority != nullptr && view.state.unread.contains(authority->entry) &&
         view.login() == nullptr;
}

bool not_looked_into(const ClaimView& view) {
  if (!view.claim.may_create.database || !view.berth) return false;
  const DatabaseSeen* seen = view.database(view.berth->database);
  return seen != nullptr && !seen->inside;
}

void tell_unlooked(const ClaimView& view, Notebook& notes) {
  if (!view.berth) return;
  const DatabaseSeen* seen = view.database(view.berth->database);
  if (seen == nullptr || seen->not_looked.empty()) return;
  notes.add(about(view.claim, Code::LookFailed,
                  "database " + quoted(view.berth->database.str()) +
                      " could not be looked into: " + seen->not_looked,
                  "What is missing inside it is not known, so it counts as not evaluated."));
}

void tell_unproved_mark(const ClaimView& view, CredentialState state, Notebook& notes) {
  if (view.claim.marked_at_birth.empty() || state == CredentialState::InSync) return;
  // It may be proved.
  if ((not_looked_into(view) && view.server != nullptr) || not_tried(view)) return;
  const Entry* entry = view.entry(authority_of(view.claim)->entry);
  if (entry == nullptr || !entry->keys.contains(view.claim.marked_at_birth)) return;
  if (!view.claim.may_create.any()) return;
  notes.add(about(view.claim, Code::MarkedNotProved,
                  to_string(authority_of(view.claim)->entry) +
                      " is marked ready from birth, the login is not proved yet",
                  ""));
}

/// A credential that sends its service elsewhere than the server that was looked at.
void tell_other_host(const ClaimView& view, const Claims& claims, Notebook& notes) {
  const Text* host = text_of(view.claim.credential, Field::Host);
  const auto server = claims.servers.find(view.claim.server);
  if (host == nullptr || view.server == nullptr || server == claims.servers.end()) return;
  const Text* admin = text_of(server->second.admin, Field::Host);
  // "db" and "db.namespace" are one host, as seen from two namespaces.
  if (admin == nullptr || host->text == admin->text || host->text.starts_with(admin->text + "."))
    return;
  notes.add(about(view.claim, Code::HostDiffers,
                  "the credential names host " + quoted(host->text) + ", the server looked at is " +
                      quoted(admin->text),
                  "If these are not two names of one server, the service will not find its "
                  "database."));
}

Draft plan_claim(const Claim& claim, const PlanInput& input, Plan& plan, Notebook& notes) {
  const State& state = input.state;
  ClaimView view{.claim = claim, .state = state, .berth = berth_of(claim)};
  view.server = server_of(claim, state, notes);
  Draft draft(claim);
  if (view.berth) draft.database = view.berth->database;
  const Credential credential = plan_credential(view, draft, notes);
  if (plan_berth(view, credential, draft, notes)) plan_followers(view, credential, draft, notes);
  const bool unanswered = claim.needs_server() && view.server == nullptr;
  CredentialState& standing = plan.states[claim.id];
  standing = proved(view, credential.state, notes);
  if (unanswered && standing == CredentialState::Stored) standing = CredentialState::Unknown;
  if (not_looked_into(view) || not_tried(view)) {
    plan.not_looked_into.insert(claim.id);
    tell_unlooked(view, notes);
  }
  tell_unproved_mark(view, standing, notes);
  tell_other_host(view, input.claims, notes);
  draft.steps.shrink_to_fit();
  return draft;
}

}  // namespace

std::string_view to_string(CredentialState state) {
  switch (state) {
    case CredentialState::Blocked:
      return "blocked";
    case CredentialState::NotSelected:
      return "not selected";
    case CredentialState::Unreadable:
      return "unreadable";
    case CredentialState::Sentinel:
      return "sentinel";
    case CredentialState::Incomplete:
      return "incomplete";
    case CredentialState::Disagreement:
      return "disagreement";
    case CredentialState::Stored:
      return "stored";
    case CredentialState::InSync:
      return "in sync";
    case CredentialState::Mismatch:
      return "mismatch";
    case CredentialState::NotProved:
      return "not proved";
    case CredentialState::FromCopy:
      return "from copy";
    case CredentialState::DatabaseOnly:
      return "db only";
    case CredentialState::Expected:
      return "expected";
    case CredentialState::Missing:
      return "missing";
    case CredentialState::Unknown:
      break;
  }
  return "unknown";
}

Plan plan(const Claims& claims, const State& state) {
  Plan result;
  Notebook notes;
  std::vector<Draft> drafts;
  for (const auto& [id, claim] : claims.claims) {
    if (!claim.planned())
      result.states[id] = claim.blocked ? CredentialState::Blocked : CredentialState::NotSelected;
    else
      drafts.push_back(plan_claim(claim, {claims, state}, result, notes));
  }
  result.jobs = jobs_of(std::move(drafts));
  result.findings = std::move(notes).findings();
  return result;
}

}  // namespace pgberth
