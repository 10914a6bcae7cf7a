#!/bin/sh
# What Frama-C proves of the library: no undefined behaviour (no overflow, no access out of bounds, no division by zero), and the
# contracts in acsl/. One line for each unit, the goals that stay open below it; exit 1 where a goal is open that open.txt does not know.
#
#     sh tests/proof/run.sh [UNIT...]
#
# TAPPA_BUILD names the build folder, as for tests/run.sh.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/packages.sh
work=${TAPPA_BUILD:-build-tests}-proof

need frama-c-base why3 z3 cvc4 gcc libc6-dev python3 || exit 1
mkdir -p "$work"
# The provers of this machine, for Frama-C, in a configuration of our own.
export WHY3CONFIG="$PWD/$work/why3.conf"
[ -f "$WHY3CONFIG" ] || why3 config detect >"$work/why3.log" 2>&1 || { cat "$work/why3.log"; exit 1; }
python3 tests/proof/weave.py "$work/tree" tests/proof/acsl/*.acsl || exit 1
exec nice -n 15 python3 tests/proof/run.py "$work" "$@"
