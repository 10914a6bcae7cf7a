#!/bin/sh
# The whole test suite, on a Debian 12 with nothing installed: installs what is missing, builds, runs everything twice where it
# pays (the second time under AddressSanitizer and UndefinedBehaviorSanitizer), the unit tests under Valgrind and under a locale of commas,
# sixteen threads under ThreadSanitizer, a minute of each fuzzer beside them, and ends with `N passed, N failed, N skipped`. The fuzzers try the same
# inputs until something changes in the tree; they search further in tests/deep.sh.
# TAPPA_BUILD names the build folder, where several people share a checkout; the other build folders are named after it.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/support/packages.sh
build=${TAPPA_BUILD:-build-tests}
sanitized=$build-sanitized
threads=$build-threads
werror=false
[ -z "${CI:-}" ] || werror=true

give_up() {
    echo "$1"
    echo '0 passed, 1 failed, 0 skipped'
    exit 1
}

need gcc g++ libc6-dev make meson ninja-build pkgconf libyaml-dev libjansson-dev libexpat1-dev libsqlite3-dev libmicrohttpd-dev libcmocka-dev binutils \
    clang-19 llvm-19 libclang-rt-19-dev python3-hypothesis curl jq git abigail-tools universal-ctags valgrind shellcheck python3 python3-dev \
    python3-venv python3-yaml python3-jsonschema tzdata locales php8.2-cli php8.2-dev php8.2-sqlite3 composer php-parser php-symfony-workflow \
    php-symfony-yaml ||
    give_up 'What the tests need could not be installed.'

echo "Building in $build"
build "$build" -Dwerror=$werror -Dexchange=enabled -Dengine=enabled -Dhttp=enabled -Dphp=enabled -Dpython=enabled || give_up "The build in $build failed."
echo "Building in $sanitized"
# Sanitizers make the compiler warn of what cannot be; the first build is the one that must be clean.
build "$sanitized" -Dwerror=false -Dexchange=enabled -Dengine=enabled -Dhttp=enabled -Dphp=enabled -Dpython=enabled -Doptimization=1 -Db_sanitize=address,undefined ||
    give_up "The build in $sanitized failed."

echo "Building in $threads"
targets=test-threads build "$threads" -Dwerror=false -Dexchange=enabled -Doptimization=1 -Db_sanitize=thread ||
    give_up "The build in $threads failed."

# A locale that writes 1,5: numbers must not care.
mkdir -p "$build/locale"
[ -d "$build/locale/de_DE.UTF-8" ] || localedef -i de_DE -f UTF-8 "$build/locale/de_DE.UTF-8" || give_up 'There is no locale de_DE.'
export LOCPATH="$PWD/$build/locale"

# What an earlier run noted is none of this one's.
rm -f "$build"/meson-logs/testlog* "$sanitized"/meson-logs/testlog* "$threads"/meson-logs/testlog* "$build/fuzz.log"

# They take what the tests leave of the machine.
nice -n 10 sh tests/fuzz/run.sh suite >"$build/fuzz.log" 2>&1 &

# What fails stands in the logs that total.py reads; meson's own verdict is not needed.
meson test -C "$build" --no-rebuild --print-errorlogs
echo 'Once more, under the sanitizers'
# Few frames are kept of the functions that have returned, 64 KiB of each size: with its megabyte of each the cache misses take twice the tests' time.
export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:max_uar_stack_size_log=16:strict_string_checks=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
meson test -C "$sanitized" --no-rebuild --print-errorlogs --suite sanitized

# The numbers' own test takes the C library as its oracle, which counts as the locale does; the memory's wants a character that C's locale lacks.
echo 'Once more, where one and a half is 1,5'
meson test -C "$build" --no-rebuild --print-errorlogs --setup locale --suite unit --suite cel --suite scenario --suite golden --no-suite c-locale
echo 'Once more, under Valgrind'
meson test -C "$build" --no-rebuild --print-errorlogs --setup valgrind --suite unit --no-suite heavy
echo 'Sixteen threads, under ThreadSanitizer'
TSAN_OPTIONS=halt_on_error=1 meson test -C "$threads" --no-rebuild --print-errorlogs --suite threads
echo 'The fuzzers'
wait
cat "$build/fuzz.log"

python3 tests/support/total.py "$build" "$sanitized" "$build:locale" "$build:valgrind" "$threads" "$build/fuzz.log"
