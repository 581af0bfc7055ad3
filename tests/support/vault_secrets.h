#pragma once

namespace pgberth {

/// The definition of the objects of the operator that copies from Vault.
inline constexpr const char* kVaultSecrets = R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: vaultsecrets.ricoberger.de}
spec:
  group: ricoberger.de
  scope: Namespaced
  names: {kind: VaultSecret, listKind: VaultSecretList, plural: vaultsecrets, singular: vaultsecret}
  versions:
    - name: v1alpha1
      served: true
      storage: true
      subresources: {status: {}}
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
)";

}  // namespace pgberth
