#!/bin/sh
# run.sh [KILLS [STEPS]]: the engine killed KILLS times in each way of using a file, and in one after the other, and as often while it erases, parts and applies; eight processes over
# STEPS steps on one, and over a tenth as many of all kinds; ten thousand and a million where nothing is said; and each call that SQLite makes to its file system failing in each way. Builds what
# it needs in build-crash.
set -eu
cd "$(dirname "$0")/../.."
. tests/support/packages.sh
kills=${1:-10000} steps=${2:-1000000}
need gcc meson ninja-build pkgconf libyaml-dev libjansson-dev libexpat1-dev libsqlite3-dev libcmocka-dev
targets='test-crash test-crash-erase test-contention test-mixed test-store-faults' build build-crash -Dexchange=enabled -Dengine=enabled
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for mode in owner shared mixed; do
    build-crash/tests/crash/test-crash "$work/$mode" "$mode" "$kills" 1
    build-crash/tests/crash/test-crash-erase "$work/erase-$mode" "$mode" "$kills" 1
done
build-crash/tests/crash/test-contention "$work/contention" "$steps"
build-crash/tests/crash/test-mixed "$work/mixed" "$((steps / 10))" 1
build-crash/tests/store/test-store-faults 1 >"$work/faults" || { cat "$work/faults"; exit 1; }
grep ' runs: ' "$work/faults"
