#!/bin/sh
# The unit tests under Valgrind, with those that are long there (tests/run.sh has only the others): it sees use of memory that nobody wrote to.
# Not those in which each request for memory fails below libraries of others: they take hours.
set -eu
cd "$(dirname "$0")/../.."
. tests/support/packages.sh
need gcc libc6-dev meson ninja-build pkgconf libyaml-dev libjansson-dev libexpat1-dev libcmocka-dev valgrind python3 tzdata
build=${TAPPA_BUILD:-build-tests}-valgrind
build "$build" -Dexchange=enabled -Dengine=disabled -Dphp=disabled -Dpython=disabled
rm -f "$build"/meson-logs/testlog*
meson test -C "$build" --no-rebuild --print-errorlogs --setup valgrind --suite unit --no-suite hours || :
python3 tests/support/total.py "$build:valgrind"
