# What every script here begins with: the root of the repository as the working directory, one
# locale, and one bounded ccache for all build folders.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C.UTF-8

cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/pgberth
export CCACHE_DIR=${CCACHE_DIR:-$cache/ccache} CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-2G}

# All C++ of ours, one file a line.
sources() { find reconciler tests -name '*.h' -o -name '*.cpp' | sort; }
