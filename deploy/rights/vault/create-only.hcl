# What pgberth needs to make entries below a prefix, and nothing that could change one that is there: Vault
# itself refuses that. Put your own words for MOUNT ("secret") and PREFIX ("phalanx/idfdev"), then
#
#   vault policy write pgberth create-only.hcl
#
# The default policy, which Vault adds by itself, lets a token renew and look up itself.

# To write over an entry, or over one that was deleted, takes "update"; to add a key takes "patch".
path "MOUNT/data/PREFIX/*" {
  capabilities = ["create", "read"]
}

# Names alone: what there is that no values ask for.
path "MOUNT/metadata/PREFIX/*" {
  capabilities = ["list"]
}
