#!/bin/sh
# The first command of README, in a copy of the tree: it ends well, prints what a person wants to know, and the picture is there.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$root" && tar -c --exclude='./build*' --exclude=./.git .) | tar -x -C "$work"
# What is built here is looked at once: the suite has its optimised builds elsewhere.
CFLAGS='-O0 -g0' sh "$work/examples/quickstart.sh" >"$work/output" 2>&1 || { cat "$work/output"; exit 1; }
cat "$work/output"
grep -qi 'customers' "$work/output" || { echo 'no result'; exit 1; }
picture=$(sed -n 's/^The picture: //p' "$work/output")
grep -q '</svg>' "$picture" || { echo "no picture in '$picture'"; exit 1; }
