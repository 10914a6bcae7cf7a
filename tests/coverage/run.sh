#!/bin/sh
# What of lib/ the tests run: lines, branches and MC/DC (each condition alone turns its decision), measured by clang 19. Prints a table of
# the folders, then each place that is not covered and not excluded in exclusions.txt. Exit 1 under the goals that coverage.py states,
# and where an exclusion is stale.
#
#     sh tests/coverage/run.sh [--add TEST]... [--report] [FOLDER...]
#
# FOLDER shows the places of that folder of lib/ only, each with the decision it stands in. --add runs that test alone and adds to what
# is known, for whoever writes tests; --report runs none. TAPPA_BUILD names the build folder, as for tests/run.sh.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/packages.sh
build=${TAPPA_BUILD:-build-tests}-coverage
profiles=$PWD/$build/profiles
tests=''
while [ $# -gt 0 ]; do
    case $1 in
    --add) tests="$tests $2"; shift 2 ;;
    --report) tests=none; shift ;;
    *) break ;;
    esac
done

need clang-19 llvm-19 libclang-rt-19-dev libc6-dev meson ninja-build pkgconf libyaml-dev libjansson-dev libexpat1-dev libcmocka-dev \
    libsqlite3-dev libmicrohttpd-dev curl jq binutils git abigail-tools universal-ctags valgrind shellcheck python3 python3-yaml python3-jsonschema \
    python3-hypothesis tzdata || exit 1
export CC=clang-19
# Each program adds to the profile of its own kind, unit tests with the library inside as well as the command with the shared one.
export LLVM_PROFILE_FILE="$profiles/%4m.profraw"
# Counters that threads share must not lose counts: an outcome is what is left of others.
measured='-fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc -fprofile-update=atomic'
# Assertions say what cannot be: without them, as delivered.
build "$build" -Dexchange=enabled -Dengine=enabled -Dhttp=enabled -Dphp=disabled -Dpython=disabled -Dwhole=false -Db_ndebug=true -Dwerror=false "-Dc_args=$measured" \
    -Dc_link_args=-fprofile-instr-generate >&2 || { echo "The build in $build failed."; exit 1; }

if [ "$tests" != none ]; then
    [ -n "$tests" ] || rm -rf "$profiles"
    # Not what only reads files, weighs, or needs data that do not ship.
    # shellcheck disable=SC2086 # $tests is a list
    nice -n 10 meson test -C "$build" --no-rebuild --print-errorlogs --timeout-multiplier 4 --no-suite lint --no-suite abi --no-suite readme \
        --no-suite compile-time --no-suite bench --no-suite real $tests >"$build/tests.log" 2>&1 || { cat "$build/tests.log"; exit 1; }
fi
llvm-profdata-19 merge --sparse "$profiles"/*.profraw -o "$build/profile" || exit 1
[ -n "$tests" ] && set -- --partly "$@"
exec python3 tests/coverage/coverage.py "$build" "$@"
