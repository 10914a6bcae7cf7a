#!/bin/sh
# library.sh TAPPA EXCHANGE: what the built libraries weigh and need. libtappa stripped is at most 256 KiB and
# needs libc and libyaml alone; libtappa-exchange adds libtappa, jansson and expat.
set -u
tappa=$1 exchange=$2
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

needed() {
    found=$(readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort | tr '\n' ' ')
    [ "$found" = "$2 " ] || { echo "$1 needs: $found, should need: $2"; failed=1; }
}

strip -o "$work/stripped" "$tappa"
size=$(wc -c <"$work/stripped")
echo "libtappa stripped: $size bytes of 262144"
[ "$size" -le 262144 ] || { echo "too large"; failed=1; }
needed "$tappa" 'libc.so.6 libyaml-0.so.2'
needed "$exchange" 'libc.so.6 libexpat.so.1 libjansson.so.4 libtappa.so.0'

exit $failed
