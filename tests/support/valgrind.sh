#!/bin/sh
# Every unit test under Valgrind, with those that are too long there for tests/run.sh: memory that was never written, which no other run sees.
set -eu
cd "$(dirname "$0")/../.."
. tests/support/packages.sh
need gcc libc6-dev meson ninja-build pkgconf libyaml-dev libjansson-dev libexpat1-dev libcmocka-dev valgrind python3 tzdata
build=${TAPPA_BUILD:-build-tests}-valgrind
build "$build" -Dexchange=enabled -Dengine=disabled -Dphp=disabled -Dpython=disabled
rm -f "$build"/meson-logs/testlog*
meson test -C "$build" --no-rebuild --print-errorlogs --setup valgrind --suite unit || :
python3 tests/support/total.py "$build:valgrind"
