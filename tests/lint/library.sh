#!/bin/sh
# library.sh TAPPA STATIC EXCHANGE: what the built libraries weigh and need. libtappa stripped is at most 256 KiB and
# needs libc and libyaml alone; libtappa-exchange adds libtappa, jansson and expat. No object in them is writable.
set -u
tappa=$1 static=$2 exchange=$3
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

# Constants that hold addresses lie in .data.rel.ro: written once by the loader, then read-only.
for library in "$static" "$exchange"; do
    writable=$(objdump -t "$library" | grep -E '[[:space:]]O[[:space:]]+(\.data|\.bss|\.tbss|\.tdata|\*COM\*)' |
        grep -vE '\.data\.rel\.ro|__dso_handle|__TMC_END__|completed\.0|_DYNAMIC|_GLOBAL_OFFSET_TABLE_')
    [ -z "$writable" ] || { echo "writable data in $library:"; echo "$writable"; failed=1; }
done
exit $failed
