#!/bin/sh
# What takes too long for tests/run.sh, as a table: each figure beside the command that gives it again. Exit 1 where one falls short.
#
#     sh tests/deep.sh [SECONDS] [PART...]
#
# SECONDS is a fuzzer's time, an hour where nothing is said; all of it takes a night then. With less, the other parts do less in the same measure,
# as their commands show. PART: coverage, proof, crash, valgrind, fuzz, bench, php, mutation; all of them where none is named. What a part needs it installs.
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=3600
case ${1:-} in [0-9]*)
    seconds=$1
    shift
    ;;
esac
[ $# -gt 0 ] || set -- coverage proof crash valgrind fuzz bench php mutation
for part in "$@"; do
    case $part in
    coverage | proof | crash | valgrind | fuzz | bench | php | mutation) ;;
    *)
        sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
    esac
done
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0

# share NUMBER LEAST: as much of it as SECONDS are of an hour, and so much that something happens.
share() {
    part=$(($1 * seconds / 3600 + 1))
    [ "$part" -lt "$1" ] || part=$1
    [ "$part" -gt "$2" ] || part=$2
    echo "$part"
}

# run COMMAND...: what it says goes into the log, and before everybody where it fails.
run() {
    "$@" >"$log" 2>&1 && return 0
    cat "$log" >&2
    echo "Failed: $*" >&2
    failed=1
}

# rows PATTERN COMMAND...: those lines of what it says, as rows of the table; there must be one.
rows() {
    pattern=$1
    shift
    run "$@"
    grep -qE "$pattern" "$log" || { echo "No figure: $*" >&2; failed=1; }
    grep -E "$pattern" "$log" | awk -v command="\`$*\`" '{ gsub(/\|/, "\\|"); gsub(/ +/, " "); printf "| %s | %s |\n", $0, command; command = "" }'
}

echo "$(sed -n 's/^model name[^:]*: *//p;T;q' /proc/cpuinfo), $(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg), $(date -I)"
echo
echo '| figure | command |'
echo '|---|---|'
for part in "$@"; do
    case $part in
    coverage) rows '^lib/[a-z/]+ +[0-9]+\.|^MC/DC of lib/' sh tests/coverage/run.sh ;;
    proof) rows 'goals proved, ' sh tests/proof/run.sh ;;
    crash) rows ' kills \(| processes, | requests: | runs: ' sh tests/crash/run.sh "$(share 10000 250)" "$(share 1000000 12000)" ;;
    valgrind) rows '[0-9]+ passed, ' sh tests/support/valgrind.sh ;;
    fuzz) rows ' (ok: |failed)' sh tests/fuzz/run.sh "$seconds" ;;
    php) rows '[0-9]+ passed, ' sh tests/bindings/php/versions.sh build-php-versions ;;
    mutation)
        if [ "$seconds" -lt 3600 ]; then
            rows 'mutants killed' sh tests/mutation/run.sh --sample "$(share 4200 10)" --seed 1
        else
            rows 'mutants killed' sh tests/mutation/run.sh
        fi
        ;;
    bench) bench=1 ;;
    esac
done
if [ -n "${bench:-}" ]; then # a table of its own
    run sh tests/bench/run.sh
    printf '\n%s\n\n' "\`sh tests/bench/run.sh\`"
    grep -E '^(\||$|[A-Z])' "$log"
fi
exit $failed
