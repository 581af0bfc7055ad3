# Beside create-only.hcl: lets pgberth add keys to one entry that several writers share. Name each such
# entry, and no others, in a block of its own; README.md beside this file says what the right could do
# beyond that, and what stands behind it.
#
# Of two policies the block with the longer path counts alone, so this one repeats what the other gives.
path "MOUNT/data/PREFIX/ENTRY" {
  capabilities = ["create", "read", "patch"]
}
