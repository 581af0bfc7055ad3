#!/usr/bin/env bash
# scripts/check-includes accepts the tree as it is and names each way of breaking the rule:
# check_includes_test.sh ROOT.
set -euo pipefail
root=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# A tree of three files that keep the rule.
fresh() {
  rm -rf "${work:?}"/*
  mkdir -p "$work"/{scripts,tests/plan,reconciler/{plan,desired/{gen3,opta},base,adapters/{postgres,file}}}
  cp "$root"/scripts/{common.sh,check-includes} "$work/scripts/"
  cp "$root/reconciler/DESIGN.md" "$work/reconciler/"
  cp "$root/CMakeLists.txt" "$work/"
  echo '#include "reconciler/base/error.h"' >"$work/reconciler/plan/plan.cpp"
  printf '#include "reconciler/desired/gen3/a.h"\n#include <map>\n' >"$work/reconciler/desired/read.cpp"
  echo '#include <pqxx/pqxx>' >"$work/reconciler/adapters/postgres/session.cpp"
  printf '#include "tests/support/a.h"\n#include <pqxx/pqxx>\n' >"$work/tests/plan/plan_test.cpp"
}

# says TEXT: the check fails and says TEXT.
says() {
  local output
  if output=$("$work/scripts/check-includes" 2>&1); then
    echo "accepted, though it should say: $1"
    failed=1
  elif [[ $output != *"$1"* ]]; then
    printf 'should say: %s\nsays: %s\n' "$1" "$output"
    failed=1
  fi
  fresh
}
# writes FILE LINE
writes() { mkdir -p "$(dirname "$work/$1")" && printf '%s\n' "$2" >"$work/$1"; }

"$root/scripts/check-includes" || failed=1
fresh
"$work/scripts/check-includes" || failed=1

writes reconciler/plan/plan.cpp '#include "reconciler/adapters/postgres/session.h"'
says 'reconciler/plan/plan.cpp:1: error: plan/ may not include adapters/ (it sees: model base)'
writes reconciler/base/error.h '#  include "reconciler/model/claim.h"'
says 'base/ may not include model/ (it sees: nothing)'
writes reconciler/desired/gen3/a.h '#include "reconciler/desired/opta/b.h"'
says 'desired/gen3/ may not include its sibling desired/opta/'
writes reconciler/adapters/file/store.cpp '#include "reconciler/adapters/postgres/session.h"'
says 'adapters/file/ may not include its sibling adapters/postgres/'
writes reconciler/plan/plan.cpp '#include <pqxx/pqxx>'
says 'libpqxx may not be named in plan/'
writes reconciler/adapters/file/store.cpp '#include <libpq-fe.h>'
says 'libpq may not be named in adapters/'
writes reconciler/plan/plan.cpp '#include <unistd.h>'
says 'POSIX may not be named in plan/'
writes reconciler/plan/plan.cpp '#include <boost/asio.hpp>'
says '<boost/asio.hpp> may not be named in plan/'
writes reconciler/plan/plan.cpp '#include "plan.h"'
says '"plan.h": write the full path from the root'
writes reconciler/plan/plan.cpp '#include "tests/support/a.h"'
says 'the program may not include what is written for tests'
writes reconciler/odds/ends.cpp '#include <map>'
says 'folder "odds" has no row in reconciler/DESIGN.md'
sed -i 's/^folder(plan .*/folder(plan LINKS model base adapters)/' "$work/CMakeLists.txt"
says 'plan links adapters'
sed -i 's/^folder(plan .*/folder(plan LINKS base)/' "$work/CMakeLists.txt"
says 'plan does not link model'
exit $failed
