#!/bin/sh
# build.sh OUT FLAGS [configure's options]: builds and installs the extension by the commands of PIE, in a copy of bindings/php and into a folder
# beside it, and leaves it as OUT, beside it `php`, which is PHP with this extension and nothing of the machine's own settings. The copy stands
# beside links to the library's sources, as in the tree: nothing is written into the tree.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
out=$1
flags=$2
shift 2
work=$out.build
rm -rf "$work"
mkdir -p "$work/bindings"
cp -r "$root/bindings/php" "$work/bindings/php"
ln -s "$root/lib" "$root/include" "$work"
log=$(cd "$work" && pwd)/log
out=$(cd "$(dirname "$out")" && pwd)/$(basename "$out")
cd "$work/bindings/php"
if ! { phpize && ./configure --with-php-config="$(command -v php-config)" "$@" CFLAGS="$flags" && make -j2 && make install INSTALL_ROOT="$PWD/installed"; } \
    >"$log" 2>&1; then
    grep -n 'error:\|warning:' "$log" || true
    tail -n 20 "$log"
    exit 1
fi
cp "installed$(php-config --extension-dir)/tappa.so" "$out"

# A build with sanitizers goes into a PHP that has none: their runtime must be there first, and PHP's own allocator out of the way.
before=''
case $flags in
*-fsanitize=address*)
    gcc -shared -fPIC -O1 -o "$out.shallow.so" "$root/tests/bindings/php/shallow.c"
    before="LD_PRELOAD='$out.shallow.so $(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)'"
    before="$before ASAN_OPTIONS=\"\$ASAN_OPTIONS:verify_asan_link_order=0\" USE_ZEND_ALLOC=0 ZEND_DONT_UNLOAD_MODULES=1"
    ;;
esac
php=$(dirname "$out")/php
cat >"$php" <<END
#!/bin/sh
$before exec $(command -v php) -n -d zend.assertions=1 -d extension=$out "\$@"
END
chmod +x "$php"
