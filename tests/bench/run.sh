#!/bin/sh
# run.sh [--json] [--readme]: all benchmarks beside their peers, in one table, ratios first. Installs what it needs by name; a peer that
# cannot be installed is left out, and the table says so. --json: the same as JSON. --readme: writes the table into README.md as well.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/packages.sh
build=${TAPPA_BUILD:-build-bench}
peers=$build/peers

# Standard output is the table's alone.
{
    need gcc libc6-dev meson ninja-build pkgconf libyaml-dev libjansson-dev libexpat1-dev libsqlite3-dev libcmocka-dev binutils valgrind \
        python3 python3-yaml || exit 1
    targets='seven deep expressions scale readers compile-time bench-store bench-engine decide'
    build "$build" -Dexchange=enabled -Dengine=enabled || { echo "The build in $build failed."; exit 1; }
    mkdir -p "$peers" && cp tests/bench/peers/* "$peers" || exit 1
    { command -v node && command -v npm; } >/dev/null || need nodejs npm
    if [ ! -d "$peers/node_modules/xstate" ] || [ ! -d "$peers/node_modules/robot3" ]; then
        echo '{"type": "module"}' >"$peers/package.json"
        (cd "$peers" && npm install --no-audit --no-fund --silent xstate@5 robot3@1)
    fi
    command -v php >/dev/null || need php-cli
    need php-symfony-workflow
    need python3-transitions
    need jq
    need mawk
    need g++ libboost-dev && g++ -O2 -std=c++17 -w -o "$peers/msm" "$peers/msm.cpp" 2>"$peers/msm.log"
} >&2
exec python3 tests/bench/run.py "$build" "$@"
