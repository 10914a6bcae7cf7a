#!/bin/sh
# `tappa run`: the sums for people and as JSON, the trace, logs of every format, what cannot be read.
# shellcheck source=tests/command/golden.sh
. "$(dirname "$0")/golden.sh"
try run input/shop.yaml input/events.ndjson
try run input/shop.yaml input/events.ndjson --until 2026-02-01T00:00:00Z
try run input/shop.yaml input/events.ndjson --until 2026-01-10T09:30:00Z --json
try run input/shop.yaml input/events.ndjson --until 1769904000000000 --trace
try run input/shop.yaml input/events.csv --map input/events.map.yaml
try run input/shop.yaml input/events.xes
try run input/shop.yaml - <input/events.ndjson --json
try run input/shop.yaml input/events.xes input/events.ndjson --trace --until 2026-01-10T09:00:00Z
try run input/shop.yaml input/events.csv
try run input/shop.yaml input/events.csv --map input/wrong.map.yaml
try run input/shop.yaml input/events.csv --map input/nothing.yaml
try run input/wrong.yaml input/events.ndjson
try run input/shop.yaml input/nothing.ndjson
try run input/shop.yaml input
gzip -nc input/events.ndjson >"$work/packed"
cd "$work" || exit 2
here=$OLDPWD
try run "$here/input/shop.yaml" packed
printf '\377\376{\000}\000\n\000' >wide
try run "$here/input/shop.yaml" wide
printf '%s\n' '{"customer": "\u0000", "event": "Product Viewed", "time": 1}' >nul
try run "$here/input/shop.yaml" nul
for time in 1767603600 1767603600000 1767603600000000 1 '"2026-01-05T09:00:00Z"'; do
    echo "{\"customer\": \"anna\", \"event\": \"Product Viewed\", \"time\": $time}" >since
    try run "$here/input/shop.yaml" since
done
cd "$here" || exit 2
sed -i "s|$here/||" "$said"
try run input/shop.yaml
try run input/shop.yaml input/events.ndjson --until yesterday
try run input/shop.yaml input/events.ndjson --format arrow
try run input/shop.yaml input/events.ndjson --trace --json
try run input/shop.yaml input/events.ndjson --until 2026-02-01T00:00:00Z --until 2026-03-01T00:00:00Z
try run input/shop.yaml input/events.csv --map input/events.map.yaml --map input/wrong.map.yaml
try run input/shop.yaml input/events.ndjson --format ndjson --format csv
i=0
while [ $i -lt 30 ]; do echo '{'; i=$((i + 1)); done >"$work/bad"
try run input/shop.yaml - <"$work/bad"
compare
