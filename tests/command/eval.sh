#!/bin/sh
# `tappa eval`: values, types, errors with their place.
# shellcheck source=tests/command/golden.sh
. "$(dirname "$0")/golden.sh"
try eval '1 + 2 * 3'
try eval '1.0 / 4.0'
try eval '"a" + "b"'
try eval '[1, 2, 3].map(x, x * 2)'
try eval '{"a": [true, null]}'
try eval 'duration("90s")'
try eval 'timestamp("2026-01-01T01:00:00+01:00")'
try eval --type '[1].map(x, string(x))'
try eval 'price * double(n) > 10.0' --with '{"price": 5.5, "n": 2}'
try eval --type 'tags' --with '{"tags": ["a"]}'
try eval 'order.lines[1].sku' --with '{"order": {"lines": [{"sku": "x"}, {"sku": "y"}]}}'
try eval 'when' --with '{"when": "2026-01-01T00:00:00Z"}'
try eval '1 / 0'
try eval '1 +'
try eval '1 + "a"'
try eval 'héé + nothing'
try eval '"é" + string(1 / 0)'
try eval 'order.total' --with '{"order": {}}'
try eval 'a' --with '{"a": 1, "a": 2}'
try eval 'a' --with '[1]'
try eval 'a' --with '{'
try eval 'a' --with '{"a-b": 1}'
try eval 'a' --with '{"a": 1}' --with='{"a": 2}'
try eval 'a' --with '{"a": "\u0000"}'
zeros=$(printf '%0200d' 0)
try eval "'$zeros' + nothing + '$zeros'"
"$tappa" eval "$(printf '%065537d' 0)" 2>>"$said" # longer than an expression may be
try eval
try eval -- '-1'
try eval '-(-1)'
compare
