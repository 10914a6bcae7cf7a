#!/bin/sh
# baseline.sh check LIBRARY BUILT: the ABI of a built library against the committed baseline.
# baseline.sh update [LIBRARY]:    accepts today's headers as the baseline; of both libraries where none is named.
#
# The baseline is the plain XML of abidw, made from the library's boundary (boundary.py): the public headers, compiled.
# Two comparisons, no suppressions. The boundary of today's headers is compared with everything that abidiff calls
# harmless (int32_t become uint32_t is "harmless" to it); the built library without, because there the structs behind
# the opaque handles are known and would be reported at each internal change.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
if [ $# = 1 ] && [ "$1" = update ]; then
    for library in tappa tappa-exchange tappa-engine; do
        sh "$0" update $library
    done
    exit 0
fi
library=$2
baseline=$here/lib$library
case $library in
tappa) map=$root/lib/core/tappa.map ;;
tappa-exchange) map=$root/lib/exchange/exchange.map ;;
tappa-engine) map=$root/lib/engine/engine.map ;;
*) echo "unknown library $library" >&2; exit 2 ;;
esac

if [ "$1" = check ]; then # from here on the work is done elsewhere
    built=$(cd "$(dirname "$3")" && pwd)/$(basename "$3")
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$root/include" "$work/include"
cd "$work"
python3 "$here/boundary.py" "$library" >boundary.c
${CC:-cc} -std=c11 -g -O0 -fPIC -shared -ffile-prefix-map="$work"=. -Iinclude boundary.c -o boundary.so \
    "-Wl,-soname,lib$library.so.0" "-Wl,--version-script=$map"
python3 "$here/constants.py" "$library" >constants

if [ "$1" = update ]; then
    abidw --no-corpus-path --no-comp-dir-path boundary.so >"$baseline.xml"
    cp constants "$baseline.constants"
    echo "written: tests/abi/lib$library.xml, tests/abi/lib$library.constants"
    exit 0
fi

failed=0
for file in "$baseline.xml" "$baseline.constants"; do
    [ -f "$file" ] || { echo "there is no $file; sh tests/abi/baseline.sh update $library makes it"; exit 1; }
done
readelf -S "$built" | grep -q '\.debug_info' || { echo "$built has no debug information: nothing to compare"; exit 1; }
abidiff --harmless "$baseline.xml" boundary.so || { echo "the headers differ from the baseline"; failed=1; }
abidiff "$baseline.xml" "$built" || { echo "$built differs from the baseline"; failed=1; }
diff -u "$baseline.constants" constants || { echo "constants differ from the baseline"; failed=1; }
[ $failed = 0 ] && echo "lib$library: as the baseline has it"
exit $failed
