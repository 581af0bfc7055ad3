#!/usr/bin/env bash
# No dialect's name occurs in code outside of its own folder and the one place that lists them:
# reconciler/desired/environment.{h,cpp}.  dialects_test.sh SOURCE_DIR
set -euo pipefail
cd "$1"

named_outside() {  # NAME FOLDER: where NAME stands in code that is not its own
  grep -rniw "$1" "$2/reconciler" "$2/CMakeLists.txt" --include='*.h' --include='*.cpp' \
    --include=CMakeLists.txt |
    grep -vE "/reconciler/desired/($1/|environment\.(h|cpp):)" || true
}

found=
for folder in reconciler/desired/*/; do
  name=$(basename "$folder")
  [[ $name == discovery ]] && continue  # finds environments of all of them, and is none
  found+=$(named_outside "$name" .)
done
if [[ -n $found ]]; then
  printf 'a dialect is named outside of its folder:\n%s\n' "$found"
  exit 1
fi

# The test itself can fail: a name in a foreign file is found.
probe=$(mktemp -d)
trap 'rm -r "$probe"' EXIT
mkdir -p "$probe/reconciler/plan"
echo '// only for gen3' >"$probe/reconciler/plan/x.cpp"
touch "$probe/CMakeLists.txt"
[[ -n $(named_outside gen3 "$probe") ]] || { echo "the check finds nothing"; exit 1; }
echo "no dialect is named outside of its folder"
