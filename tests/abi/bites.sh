#!/bin/sh
# The proof that the gates bite: a copy of the tree is broken on purpose, in its headers or in the library built from it, and the
# gate that must notice is run. A gate that stays silent fails this test, and so does one that barks at the unbroken copy.
# shellcheck disable=SC2317 # the gates are called by their names
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree
built=$tree/out/libtappa.so.0
cflags='-std=c11 -D_GNU_SOURCE -O0 -g -w -fPIC -fvisibility=hidden'

# The sources stay where they are in the copy, so that only what a break touches is compiled anew.
mkdir -p "$tree"
for part in include lib tests; do
    mkdir -p "$tree/$part"
done
cp -R "$root/include/." "$tree/include"
cp -R "$root/lib/." "$tree/lib"
cp -R "$root/tests/abi" "$root/tests/support" "$tree/tests"
cat >"$tree/Makefile" <<MAKE
sources := \$(shell find lib/base lib/core -name '*.c')
objects := \$(sources:%.c=out/%.o)
out/libtappa.so.0: \$(objects) lib/core/tappa.map
	@cc -shared -o \$@ \$(objects) -lyaml -Wl,-soname,libtappa.so.0 -Wl,--version-script=lib/core/tappa.map
out/%.o: %.c
	@mkdir -p \$(dir \$@)
	@cc $cflags -MMD -I. -Iinclude -c \$< -o \$@
-include \$(objects:.o=.d)
MAKE

build() {
    make -s -C "$tree" -j"$(nproc)" >"$work/log" 2>&1
}
exports() {
    python3 "$tree/tests/abi/exports.py" tappa "$tree/lib/core/tappa.map" "$built" >"$work/log" 2>&1
}
abi() {
    sh "$tree/tests/abi/baseline.sh" check tappa "$built" >"$work/log" 2>&1
}
alone() {
    sh "$tree/tests/abi/headers.sh" >"$work/log" 2>&1
}

build || { echo "the unbroken copy does not build"; cat "$work/log"; exit 1; }
sh "$tree/tests/abi/baseline.sh" update tappa >/dev/null
for gate in exports abi alone; do
    $gate || { echo "the gate '$gate' fails on the unbroken copy"; cat "$work/log"; exit 1; }
done

failed=0
saved=$work/saved

# spoil FILE SED: breaks one file, and says so where it no longer has what the break asks for.
spoil() {
    cp -p "$tree/$1" "$saved"
    sed -i "$2" "$tree/$1"
    cmp -s "$tree/$1" "$saved" || return 0
    echo "the break '$2' does not apply any more: $1 has changed, so change it here"
    failed=1
    return 1
}
expect() {
    if $1; then
        echo "$2: the gate '$1' did not notice"; failed=1
    else
        echo "$2: noticed by '$1'"
    fi
}
# headers GATE WHAT FILE SED: the header alone is broken; the library stays as it was.
headers() {
    spoil "$3" "$4" || return 0
    expect "$1" "$2"
    cp -p "$saved" "$tree/$3" # as old as before: nothing was built from it
}
# library GATE WHAT FILE SED: the library is built from the broken tree, then the tree is mended, so that nothing but the
# library can give the break away.
library() {
    spoil "$3" "$4" || return 0
    if build; then
        cp "$saved" "$tree/$3"
        expect "$1" "$2, in the built library"
    else
        cp "$saved" "$tree/$3"
        echo "$2: does not compile"; cat "$work/log"; failed=1
    fi
}

headers abi 'a struct member widened' include/tappa/diagnostics.h 's/uint32_t column; /uint64_t column; /'
headers abi 'two struct members swapped' include/tappa/event.h '/^    uint32_t name_size;/{h;d};/^    uint32_t flags;/{G}'
headers abi 'a struct member inserted' include/tappa/batch.h 's/^    uint32_t verdict;/    uint32_t inserted; uint32_t verdict;/'
headers abi 'a struct member appended' include/tappa/diagnostics.h 's/^    const char \*excerpt;/& int64_t more;/'
headers abi 'the sign of a struct member' include/tappa/diagnostics.h 's/int32_t severity; /uint32_t severity; /'
headers abi 'a parameter widened' include/tappa/cohort.h 's/tappa_cohort_new(tappa_model \*model, uint32_t count/tappa_cohort_new(tappa_model *model, uint64_t count/'
headers abi 'a constant renumbered' include/tappa/base.h 's/#define TAPPA_ELATE (-5)/#define TAPPA_ELATE (-55)/'
headers abi 'a function dropped' include/tappa/base.h '/const char \*tappa_version(void);/d'
headers exports 'a function dropped' include/tappa/base.h '/const char \*tappa_version(void);/d'
headers exports 'a function dropped from the map' lib/core/tappa.map '/^    tappa_version;/d'
headers alone 'a header that needs another one first' include/tappa/time.h '/#include "tappa\/base.h"/d'
headers alone 'a header that C99 and C++11 do not know' include/tappa/base.h 's/^typedef int32_t tappa_status;/_Static_assert(1, "C11"); &/'

library abi 'a struct member widened' include/tappa/cohort.h 's/^    size_t field_size;/    uint64_t inserted; size_t field_size;/'
library abi 'two struct members swapped' include/tappa/cohort.h '/^    const uint32_t \*journeys;/{h;d};/^    const int64_t \*times;/{G}'
library abi 'a function dropped' lib/core/tappa.map '/^    tappa_version;/d'
library exports 'a function dropped' lib/core/tappa.map '/^    tappa_version;/d'
headers exports 'a map that hides nothing' lib/core/tappa.map '/^local:/,/^ *\*;/d'

# The other way round: what stands behind a handle may change freely.
if spoil lib/core/context.h 's/^struct tappa_context {/& uint64_t inserted;/'; then
    if build && abi; then
        echo 'a change behind the handles: not reported'
    else
        echo 'a change behind the handles is reported'; cat "$work/log"; failed=1
    fi
fi
exit $failed
