#!/bin/sh
# The rest: help, version, dump, schema, pictures, wrong usage.
# shellcheck source=tests/command/golden.sh
. "$(dirname "$0")/golden.sh"
try --version
try --help
try
try fly
try dump input/shop.yaml
try dump input/wrong.yaml
try dump
try draw input/shop.yaml --as mermaid
try draw input/shop.yaml --as crayon
try draw input/shop.yaml
try draw input/nothing.yaml --as dot
try draw input/shop.yaml --as dot -o /nowhere/at/all
try draw input/shop.yaml --as dot --as svg
try draw input/shop.yaml --as dot -o /nowhere --output /there
try schema extra
"$tappa" check input/shop.yaml --help | head -n 1 >>"$said"
"$tappa" draw input/shop.yaml --as svg -o "$work/shop.svg" && head -c 4 "$work/shop.svg" >>"$said"
echo >>"$said"
"$tappa" schema | head -n 3 >>"$said"
"$tappa" dump input/shop.yaml >"$work/dumped.yaml" && "$tappa" dump "$work/dumped.yaml" | cmp - "$work/dumped.yaml" >>"$said" 2>&1
compare
