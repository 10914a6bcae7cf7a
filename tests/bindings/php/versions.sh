#!/bin/sh
# versions.sh FOLDER: compiles the extension for each version of PHP that a distribution serves besides Debian 12's, in roots of their own in FOLDER
# (a GiB together, kept for the next time), and runs its tests there by PHP's own runner, without a warning of the compiler. Needs root, for chroot.
# The roots come over HTTP; Debian has no key of Ubuntu's, and so the packages of Ubuntu are not checked: what runs is a test in a root to be thrown away.
# Closes with `N passed, N failed, N skipped`.
set -eu
folder=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")/../../.."
. tests/support/packages.sh
need debootstrap >&2
passed=0
failed=0
skipped=0

# root VERSION SUITE: a root with this PHP.
root() {
    root=$folder/$2
    [ ! -e "$root/ready" ] || return 0
    rm -rf "$root"
    packages=php$1-cli,php$1-dev,gcc,libc6-dev,make,pkg-config,libyaml-dev,libsqlite3-dev,tzdata
    case $2 in
    trixie) set -- "$2" http://deb.debian.org/debian main '' ;;
    *) set -- "$2" http://archive.ubuntu.com/ubuntu main,universe --no-check-gpg ;;
    esac
    # Debian 12's debootstrap knows no suite that is younger than itself; they differ in their names alone.
    script=/usr/share/debootstrap/scripts/$1
    [ -e "$script" ] || script=/usr/share/debootstrap/scripts/gutsy
    # shellcheck disable=SC2086 # $4 may be nothing
    debootstrap --variant=minbase $4 --components="$3" --include="$packages" "$1" "$root" "$2" "$script" >"$root.log" 2>&1 ||
        { tail "$root.log"; return 1; }
    touch "$root/ready"
}

# count WHAT: of the words of PHP's runner.
count() {
    sed -n "s/^Tests $1 *: *\([0-9]*\).*/\1/p" "$root/tree/tests" | head -n 1
}

for pair in 8.1:jammy 8.3:noble 8.4:trixie 8.5:resolute; do
    if ! root "${pair%:*}" "${pair#*:}"; then
        failed=$((failed + 1))
        continue
    fi
    rm -rf "$root/tree"
    mkdir -p "$root/tree/bindings"
    cp -r lib include "$root/tree"
    cp -r bindings/php "$root/tree/bindings"
    # /proc is gone with the namespace.
    # shellcheck disable=SC2016 # other shells read these
    unshare -m sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" sh -c "$1"' "$root" 'cd /tree/bindings/php && { phpize && ./configure CFLAGS="-g -O2 -Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare \
            -Wno-missing-field-initializers" && make -j2; } >/tree/log 2>&1 && NO_INTERACTION=1 TEST_PHP_ARGS="-q --show-diff" make test >/tree/tests 2>&1' ||
        failed=$((failed + 1))
    if [ -e "$root/tree/tests" ] && [ -n "$(count passed)" ]; then
        echo "PHP $(chroot "$root" php -n -r 'echo PHP_VERSION;'): $(count passed) passed, $(count failed) failed, $(count skipped) skipped"
        [ "$(count failed)" = 0 ] || sed -n '/=DIFF=/,/FAIL/p' "$root/tree/tests"
        passed=$((passed + $(count passed)))
        skipped=$((skipped + $(count skipped)))
    else
        grep 'error:' "$root/tree/log" || tail -n 20 "$root/tree/log"
    fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$passed" != 0 ] && [ "$failed" = 0 ] && [ "$skipped" = 0 ]
