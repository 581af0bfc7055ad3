#pragma once

#include "reconciler/model/claim.h"
#include "reconciler/model/state.h"

namespace pgberth {

// Claims as each of the four families of charts would make them, written by hand: the model has to
// carry all of them before anything is built on it.

/// One service with a pushed credential: the entry in Secrets Manager decides, Kubernetes mirrors.
Claims pushed_claim();

/// One service whose credential lives in Kubernetes alone and gets a ready mark.
Claims local_claim();

/// A pushed credential with a copy of our own in Kubernetes.
Claims pushed_and_local_claim();

/// A key in the entry of the application, and a copy of it as one key of the database's own shared
/// entry, both in Vault; the role owns the database.
Claims shared_key_claim();

/// One database for two namespaces: an owner role that nobody logs in as, a login role each, the
/// credential in the rotatable envelope.
Claims two_namespaces_claims();

/// The instance's own user under renamed keys; the linked entry may hold placeholders, which an
/// override that people keep resolves.
Claims linked_claim();

/// All of the above in one environment, each on its own names.
Claims all_claims();

/// The secret constants that linked_claim() speaks of.
GivenSecrets linked_secrets();

/// The server that all of them live on.
extern const ServerId kServer;

}  // namespace pgberth
