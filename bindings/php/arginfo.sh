#!/bin/sh
# arginfo.sh [--check]: writes tappa_arginfo.h from tappa.stub.php by PHP's own gen_stub.php, with Debian's php-parser in the place where it
# would put one from the net. With --check writes nothing and fails where what stands there is not what it would write.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$(php-config --prefix)/lib/php/$(php-config --phpapi)/build/gen_stub.php" "$here/tappa.stub.php" "$work"
# shellcheck disable=SC2016 # the text of a PHP script
parser=$(sed -n 's/^    \$version = "\([0-9.]*\)";$/\1/p' "$work/gen_stub.php")
mkdir -p "$work/PHP-Parser-$parser/lib"
ln -s /usr/share/php/PhpParser "$work/PHP-Parser-$parser/lib/PhpParser"
php "$work/gen_stub.php" -f "$work/tappa.stub.php" >"$work/words" || { cat "$work/words"; exit 1; }
if [ "${1:-}" != --check ]; then
    cp "$work/tappa_arginfo.h" "$here"
elif cmp -s "$work/tappa_arginfo.h" "$here/tappa_arginfo.h"; then
    echo 'tappa_arginfo.h is what tappa.stub.php says'
else
    diff -u "$here/tappa_arginfo.h" "$work/tappa_arginfo.h" || true
    echo 'tappa_arginfo.h is not what tappa.stub.php says; run bindings/php/arginfo.sh'
    exit 1
fi
