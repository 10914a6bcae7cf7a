#!/bin/sh
# The shell scripts of the project, read by shellcheck.
set -eu
cd "$(dirname "$0")/../.."
find .ci examples tests -name '*.sh' -o -path .ci/run | sort | xargs shellcheck -x
echo 'shellcheck: nothing to say'
