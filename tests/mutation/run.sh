#!/bin/sh
# Do the tests notice when a branch of the code goes wrong? SQLite's way: each conditional jump of the compiled code is turned into
# `always` and into `never`, and the tests are run. See run.py for what is printed; a first run takes
# about half an hour of an idle machine, later ones go on where it ended.
#
#     sh tests/mutation/run.sh [FOLDER or FILE...] [--only ID | --sample N --seed S]
#
# TAPPA_BUILD names the build folder, as for tests/run.sh.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/packages.sh
build=${TAPPA_BUILD:-build-tests}-mutation

need gcc libc6-dev meson ninja-build pkgconf libyaml-dev libjansson-dev libexpat1-dev libcmocka-dev binutils git abigail-tools \
    universal-ctags valgrind shellcheck python3 python3-yaml python3-jsonschema tzdata || exit 1
# Mutants are looked for in the objects and changed in the library: both must hold the same code.
build "$build" -Dexchange=enabled -Dengine=disabled -Dphp=disabled -Dpython=disabled -Dwhole=false || { echo "The build in $build failed."; exit 1; }
exec nice -n 15 python3 tests/mutation/run.py "$build" "$@"
