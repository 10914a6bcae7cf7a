#!/bin/sh
# backend.sh [SECONDS [FOLDER]]: how long examples/shop-backend takes to answer under wrk, with 1, 16 and 64 connections, each of which sends its next
# event when the last is answered, that is, when it stands on the disk. Beside it how long a bare write of 4 KiB with its sync takes there: no answer
# can come sooner. The store lies in FOLDER, the build's where none is named.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/packages.sh
build=${TAPPA_BUILD:-build-bench}
seconds=${1:-10}
folder=${2:-$build}
{
    need gcc libc6-dev meson ninja-build pkgconf libyaml-dev libjansson-dev libexpat1-dev libsqlite3-dev libmicrohttpd-dev libcmocka-dev python3 wrk || exit 1
    targets=shop-backend build "$build" -Dexchange=enabled -Dengine=enabled -Dhttp=enabled || exit 1
} >&2
work=$(mktemp -d "$folder/backend-XXXXXX") || exit 1
pid=''
trap '[ -z "$pid" ] || { kill "$pid" && wait "$pid"; } 2>/dev/null; rm -rf "$work"' EXIT

"$build/examples/shop-backend/shop-backend" --port 0 --store "$work/shop.db" examples/shop-backend/shop.yaml >"$work/address" &
pid=$!
address=''
for _ in 1 2 3 4 5 6 7 8 9 10; do
    address=$(cat "$work/address")
    [ -z "$address" ] || break
    sleep 0.5
done
[ -n "$address" ] || { echo 'The backend does not start.' >&2; exit 1; }

synced() {
    python3 - "$work/synced" <<'END'
import os, statistics, sys, time
file = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
times = []
for _ in range(200):
    start = time.perf_counter()
    os.write(file, bytes(4096))
    os.fdatasync(file)
    times.append((time.perf_counter() - start) * 1e3)
times.sort()
print(f'{"a bare sync":>14}: {statistics.median(times):35.1f} ms median, {times[197]:8.1f} ms at the 99th percentile')
END
}

for connections in 1 16 64; do
    synced
    printf '%3d connection%s: ' "$connections" "$([ "$connections" = 1 ] || printf s)"
    wrk -t 1 -c "$connections" -d "${seconds}s" --timeout 30s -s tests/bench/backend.lua "$address" -- "$connections" | grep 'percentile' ||
        { echo 'wrk failed.' >&2; exit 1; }
done
