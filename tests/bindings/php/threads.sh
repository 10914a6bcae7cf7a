#!/bin/sh
# The extension also compiles for a PHP with threads, which Debian does not have: its files are read with that PHP's definitions.
set -eu
cd "$(dirname "$0")/../../../bindings/php"
for file in *.c; do
    # shellcheck disable=SC2046 # several options
    gcc -fsyntax-only -Wall -Werror -std=gnu11 -DZTS=1 -DZEND_COMPILE_DL_EXT=1 -DZEND_ENABLE_STATIC_TSRMLS_CACHE=1 -I../../include \
        $(php-config --includes) "$file"
done
echo 'the files compile for a PHP with threads'
