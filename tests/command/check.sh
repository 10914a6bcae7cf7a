#!/bin/sh
# `tappa check`: diagnostics for people and as JSON, exit codes.
# shellcheck source=tests/command/golden.sh
. "$(dirname "$0")/golden.sh"
try check input/shop.yaml
try check input/wrong.yaml
try check input/doubtful.yaml
try check --json input/wrong.yaml
try check --json input/shop.yaml
try check input/nothing.yaml input/shop.yaml
try check input
try check
try check --colour input/shop.yaml
compare
