#!/bin/sh
# The proof that the gates bite: copies of the tree are broken on purpose, the library is built from each, and the gate
# that must notice is run. A gate that stays silent fails this test, and so does one that barks at the unbroken copy.
# shellcheck disable=SC2317 # the gates are called through $gate
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
# break_it GATE WHAT FILE SED: applies SED to FILE, builds, and expects GATE to fail. A break that no longer compiles is
# noticed before any gate: fine for a header that the code contradicts, but then it proves nothing, so it fails here.
break_it() {
    gate=$1 what=$2 file=$tree/$3
    cp -p "$file" "$work/saved"
    sed -i "$4" "$file"
    if cmp -s "$file" "$work/saved"; then
        echo "$what: the break did not apply: $3 has changed, change the break"; failed=1
    elif ! build; then
        echo "$what: does not compile"; cat "$work/log"; failed=1
    elif $gate; then
        echo "$what: the gate '$gate' did not notice"; failed=1
    else
        echo "$what: noticed by '$gate'"
    fi
    cp "$work/saved" "$file"
}

break_it abi 'a struct member widened' include/tappa/diagnostics.h 's/uint32_t column; /uint64_t column; /'
break_it abi 'two struct members swapped' include/tappa/event.h \
    '/^    uint32_t name_size;/{h;d};/^    uint32_t flags;/{G}'
break_it abi 'a struct member inserted' include/tappa/batch.h \
    's/^    uint32_t verdict;/    uint32_t inserted; uint32_t verdict;/'
break_it abi 'a struct member appended' include/tappa/diagnostics.h 's/^    const char \*excerpt;/& int64_t more;/'
break_it abi 'the sign of a struct member' include/tappa/diagnostics.h 's/int32_t severity; /uint32_t severity; /'
break_it abi 'a constant renumbered' include/tappa/base.h 's/#define TAPPA_ELATE (-5)/#define TAPPA_ELATE (-55)/'
break_it exports 'a function dropped from the map' lib/core/tappa.map '/^    tappa_version;/d'
break_it abi 'a function no longer exported' lib/core/tappa.map '/^    tappa_version;/d'
break_it exports 'a function dropped from its header' include/tappa/base.h '/const char \*tappa_version(void);/d'
break_it exports 'everything exported' lib/core/tappa.map '/^local:/,/^ *\*;/d'
break_it alone 'a header that needs another one first' include/tappa/time.h '/#include "tappa\/base.h"/d'
break_it alone 'a header that C99 and C++11 do not know' include/tappa/base.h \
    's/^typedef int32_t tappa_status;/_Static_assert(1, "C11"); &/'

# The other way round: what stands behind a handle may change freely.
file=$tree/lib/core/model/model.h
sed -i 's/^struct tappa_model {/& uint64_t inserted;/; s/^struct tappa_stage {/& uint64_t inserted;/' "$file"
if cmp -s "$file" "$root/lib/core/model/model.h"; then
    echo "behind the handles: the change did not apply: model.h has changed, change it here"; failed=1
elif build && abi; then
    echo 'a change behind the handles: not reported'
else
    echo 'a change behind the handles is reported'; cat "$work/log"; failed=1
fi
exit $failed
