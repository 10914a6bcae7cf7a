#!/bin/sh
# What takes too long for tests/run.sh: prints each figure with the command behind it; exit 1 where one of them falls short.
# deep.sh [SECONDS]: so long for each fuzzer, an hour where nothing is said; all of it takes a night.
set -u
cd "$(dirname "$0")/.." || exit 1
failed=0

# figure COMMAND...: shows the command, and the last line of what it says; all of it where it fails.
figure() {
    printf '%s\n' "$*"
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then
        tail -n 1 "$log"
    else
        cat "$log"
        failed=1
    fi
    rm -f "$log"
}

figure sh tests/coverage/run.sh
figure sh tests/mutation/run.sh
figure sh tests/proof/run.sh
figure sh tests/crash/run.sh
figure sh tests/fuzz/run.sh "${1:-3600}"
figure sh tests/bindings/php/versions.sh build-php-versions
exit $failed
