#!/bin/sh
# `tappa explain`: one customer's journey, told.
# shellcheck source=tests/command/golden.sh
. "$(dirname "$0")/golden.sh"
try explain input/shop.yaml input/events.ndjson --customer anna --until 2026-02-01T00:00:00Z
try explain input/shop.yaml input/events.ndjson --customer bruno
try explain input/shop.yaml input/events.ndjson --customer carla
try explain input/shop.yaml input/events.ndjson --customer dora
try explain input/shop.yaml input/events.ndjson --customer nobody
try explain input/shop.yaml input/events.ndjson
try explain input/shop.yaml input/events.ndjson --customer anna --customer bruno
try explain input/times.yaml input/times.ndjson --customer anna
compare
