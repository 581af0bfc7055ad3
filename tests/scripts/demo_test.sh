#!/usr/bin/env bash
# The README's transcript is what scripts/demo prints: demo_test.sh ROOT PGBERTH.
# UPDATE_GOLDEN=1 writes it into the README instead, and counts as skipped.
set -euo pipefail
root=$1 binary=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

PGBERTH_BINARY=$binary "$root/scripts/demo" >"$work/output"
# From the first command on, without what differs from run to run.
sed -n '/^\$ /,$p' "$work/output" |
  sed -E -e '/^The program is /d' \
    -e 's|127\.0\.0\.1:[0-9]+|127.0.0.1:<port>|g' -e 's|-p [0-9]+|-p <port>|' \
    -e 's|/tmp/pgberth-demo\.[[:alnum:]]+|<dir>|g' -e 's|[0-9.]+ m?s\b|<duration>|g' |
  sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$work/now"

marker='<!-- What scripts/demo prints; tests/scripts/demo_test.sh compares. -->'
if [[ -n ${UPDATE_GOLDEN:-} ]]; then
  awk -v marker="$marker" -v now="$work/now" '
    $0 == marker { print; getline; print; while ((getline line < now) > 0) print line; skip = 1; next }
    skip && /^```$/ { skip = 0 }
    !skip' "$root/README.md" >"$work/readme"
  cat "$work/readme" >"$root/README.md"
  exit 77
fi
awk -v marker="$marker" '$0 == marker { getline; on = 1; next } on && /^```$/ { exit } on' \
  "$root/README.md" >"$work/readme"
[[ -s $work/readme ]] || { echo "the README has no transcript after: $marker"; exit 1; }
diff -u --label README.md --label 'scripts/demo' "$work/readme" "$work/now"
