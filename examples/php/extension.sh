# shellcheck shell=sh
# Sourced by the examples' start scripts, in the root of the tree: sets `php` to PHP with the extension, which it builds where there is none.
# TAPPA_PHP names one that is there.
. tests/support/packages.sh

# find_php: PHP and the extension, installed and built where they are missing.
find_php() {
    need php8.2-cli
    php=${TAPPA_PHP:-build-php/php}
    if [ ! -x "$php" ]; then
        need php8.2-dev gcc libc6-dev make pkgconf libyaml-dev libsqlite3-dev tzdata
        echo 'Building the extension in build-php'
        mkdir -p build-php
        sh tests/bindings/php/build.sh build-php/tappa.so -O2
    fi
}
