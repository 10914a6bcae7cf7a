#!/bin/sh
# run.sh SECONDS [TARGET...]: builds the fuzzers and lets each run that long, two at a time; ends with `N passed, N failed`. A crash, a leak,
# a sanitizer's report, more than 25 seconds or a gigabyte for one input is a failure; its input stays in BUILD-fuzz/found.
# What a run learns stays in BUILD-fuzz/corpus and is where the next one begins.
# run.sh suite [TARGET...]: what tests/run.sh does: from tests/fuzz/corpus alone, with one seed and so many inputs that each target takes about
# a minute of the processor beside the tests; the same tree tries the same inputs, so that it fails for what is in the tree and not for the day.
# run.sh merge [TARGET...]: adds to tests/fuzz/corpus the smallest inputs that reach what nothing there reaches; to be committed.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/packages.sh
build=${TAPPA_BUILD:-build-tests}-fuzz
export TAPPA_ORACLE="$PWD/tests/fuzz/oracle.py"
export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1:symbolize=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export ASAN_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-19

# How many inputs are a minute's.
runs_of() {
    case $1 in
    calls) echo 15000 ;;
    csv) echo 95000 ;;
    evaluate) echo 1000000 ;;
    expression) echo 580000 ;;
    model) echo 190000 ;;
    ndjson) echo 17000 ;;
    snapshot) echo 1100000 ;;
    time) echo 4300000 ;;
    xes) echo 160000 ;;
    esac
}

# fuzz TARGET OPTION...: one fuzzer.
fuzz() {
    name=$1
    shift
    length=4096
    [ "$name" != calls ] || length=400 # each byte may be a call
    # shellcheck disable=SC2086 # $same is words, or nothing
    ${same:-} "$build/tests/fuzz/fuzz-$name" "$@" -dict="tests/fuzz/dict/$name.dict" -max_len=$length -rss_limit_mb=1024 \
        -artifact_prefix="$build/found/$name-" -print_final_stats=1 >"$build/$name.log" 2>&1
}

# one SECONDS|suite TARGET: its log, and a line `TARGET ok ...` or `TARGET failed ...`.
one() {
    mkdir -p "$build/corpus/$2" "$build/found"
    if [ "$1" = suite ]; then
        # Addresses are among the constants that a fuzzer tries, and a folder's order is the file system's.
        same="setarch $(uname -m) -R"
        $same true 2>/dev/null || same=''
        find "tests/fuzz/corpus/$2" -type f | LC_ALL=C sort | tr '\n' ',' | sed 's/,$//' >"$build/$2.inputs"
        fuzz "$2" -seed_inputs="@$build/$2.inputs" -seed=1 -runs="$(runs_of "$2")" -max_total_time=300 -timeout=200 -reload=0
    else
        fuzz "$2" "$build/corpus/$2" "tests/fuzz/corpus/$2" -max_total_time="$1" -timeout=25
    fi
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$2.log")
    if [ $status = 0 ] && [ "${runs:-0}" -gt 0 ]; then
        times >"$build/$2.times" # in a subshell they would be its own
        echo "$2 ok: $runs inputs, $(awk -F '[ms ]+' 'END { printf "%.0f", 60 * ($1 + $3) + $2 + $4 }' "$build/$2.times") s of the processor"
    else
        grep -E 'ERROR|SUMMARY|does not hold|runtime error|oracle: |tappa: |Test unit written' "$build/$2.log" | head -20
        echo "$2 failed: see $build/$2.log"
        mkdir -p "$build/failed" && : >"$build/failed/$2"
    fi
}

merge() {
    before=$(find "tests/fuzz/corpus/$1" -type f | wc -l)
    "$build/tests/fuzz/fuzz-$1" -merge=1 -max_len=4096 -timeout=25 "tests/fuzz/corpus/$1" "$build/corpus/$1" >"$build/$1.merge.log" 2>&1 ||
        { echo "$1: the merge failed: see $build/$1.merge.log"; exit 1; }
    echo "$1: $before inputs before, $(find "tests/fuzz/corpus/$1" -type f | wc -l) now"
}

if [ "${1:-}" = one ]; then
    one "$2" "$3"
    exit 0
fi
[ $# -ge 1 ] || { sed -n '2,7s/^# //p' "$0"; exit 2; }
what=$1
shift
[ $# -gt 0 ] || set -- calls csv evaluate expression model ndjson snapshot time xes

need clang-19 llvm-19 libclang-rt-19-dev libc6-dev meson ninja-build pkgconf libyaml-dev libjansson-dev libexpat1-dev python3 tzdata || exit 1
targets='fuzz-calls fuzz-csv fuzz-evaluate fuzz-expression fuzz-model fuzz-ndjson fuzz-snapshot fuzz-time fuzz-xes'
CC=clang-19 build "$build" -Dwerror=false -Dexchange=enabled -Dtests=false -Dexamples=false -Dfuzz=true -Db_lundef=false \
    -Db_sanitize=address,undefined -Dc_args=-fsanitize=fuzzer-no-link -Doptimization=1 || exit 1

if [ "$what" = merge ]; then
    for target in "$@"; do
        merge "$target"
    done
    exit 0
fi
rm -rf "$build/failed"
printf '%s\n' "$@" | xargs -P 2 -I '{}' sh tests/fuzz/run.sh one "$what" '{}'
failed=$(find "$build/failed" -type f 2>/dev/null | wc -l)
echo "$(($# - failed)) passed, $failed failed"
[ "$failed" = 0 ]
