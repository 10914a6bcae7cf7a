#!/bin/sh
# run.sh TAPPA [DATA]: runs real logs through the tappa command and holds the counts to what is known of them.
# The logs are other people's and do not ship; where they are absent the test says so and skips.
set -u

here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { echo "usage: run.sh TAPPA [DATA]" >&2; exit 2; }
case $1 in */*) tappa=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") ;; *) tappa=$1 ;; esac
data=${2:-$here/../../../shared/data}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
passed=0 failed=0 skipped=0

# log FILE: unpacks data/FILE.gz and leaves its path in $log; false where it is absent.
log() {
    log=$work/$(basename "$1")
    if [ -f "$log" ]; then return 0; fi
    if [ -f "$data/$1.gz" ] && gzip -dc "$data/$1.gz" > "$log"; then return 0; fi
    rm -f "$log"
    echo "SKIP $1.gz is not in $data"
    skipped=$((skipped + 1))
    return 1
}

# check NAME COMMAND...: one line, and the command's words where it fails.
check() {
    name=$1
    shift
    if "$@" > "$work/said" 2>&1; then
        passed=$((passed + 1))
        echo "ok   $name"
    else
        failed=$((failed + 1))
        echo "FAIL $name"
        head -n 30 "$work/said"
    fi
}

# replay RESULT ARGUMENTS...: one run of the command, its JSON in $work/RESULT.
replay() {
    result=$work/$1
    shift
    "$tappa" run --json "$@" > "$result"
}

compare() { python3 "$here/compare.py" "$@"; }

# one_stage_each NAME COLUMN LOG
one_stage_each() { python3 "$here/one-stage-each.py" "$@" > "$work/$1.yaml" && "$tappa" check "$work/$1.yaml"; }

# ---- one stage for each event name: the transitions are the directly-follows graph

if log retentioneering/ecom.csv; then
    check "shop stream: a model of its event names" one_stage_each ecom-names event "$log"
    check "shop stream: runs" replay ecom-names.json "$work/ecom-names.yaml" "$log" --map "$here/ecom.map.yaml"
    check "shop stream: counts and graph as in the log" compare log "$work/ecom-names.json" "$log" user_id event timestamp
    check "shop stream: graph as expected" compare graph "$work/ecom-names.json" "$data/retentioneering/ecom.expected_dfg.csv"
fi

if log helpdesk/helpdesk.csv; then
    check "help desk: a model of its event names" one_stage_each helpdesk activity "$log"
    check "help desk: runs" replay helpdesk.json "$work/helpdesk.yaml" "$log" --map "$here/helpdesk.map.yaml"
    check "help desk: counts and graph as in the log" compare log "$work/helpdesk.json" "$log" case activity timestamp
    check "help desk: graph as expected" compare graph "$work/helpdesk.json" "$data/helpdesk/helpdesk.expected_dfg.csv"
    if log helpdesk/helpdesk.xes; then
        check "help desk: XES runs" replay helpdesk-xes.json "$work/helpdesk.yaml" "$log"
        check "help desk: XES gives the same as CSV" compare same "$work/helpdesk-xes.json" "$work/helpdesk.json"
    fi
fi

if log pm4py-logs/receipt.csv; then
    check "receipt: a model of its event names" one_stage_each receipt concept:name "$log"
    check "receipt: runs" replay receipt.json "$work/receipt.yaml" "$log" --map "$here/receipt.map.yaml"
    check "receipt: counts and graph as in the log" compare log "$work/receipt.json" "$log" case:concept:name concept:name time:timestamp
    check "receipt: graph as expected" compare graph "$work/receipt.json" "$data/pm4py-logs/receipt.expected_dfg.csv"
    if log pm4py-logs/08_receipt.xes; then
        check "receipt: XES runs" replay receipt-xes.json "$work/receipt.yaml" "$log"
        check "receipt: XES gives the same as CSV" compare same "$work/receipt-xes.json" "$work/receipt.json"
    fi
fi

if log pm4py-logs/running-example.csv; then
    check "running example: a model of its event names" one_stage_each running-example concept:name "$log"
    check "running example: runs" replay running.json "$work/running-example.yaml" "$log" --map "$here/running-example.map.yaml"
    check "running example: counts and graph as in the log" compare log "$work/running.json" "$log" case:concept:name concept:name time:timestamp
    if log pm4py-logs/running-example.xes; then
        check "running example: XES runs" replay running-xes.json "$work/running-example.yaml" "$log"
        check "running example: XES gives the same as CSV" compare same "$work/running-xes.json" "$work/running.json"
    fi
fi

# ---- models with a meaning: what the naive interpreter of tests/oracle found (expect.py)

# journey NAME FILE UNTIL
journey() {
    log "$2" || return 0
    check "$1: the model is clean" "$tappa" check "$here/$1.yaml"
    check "$1: runs" replay "$1.json" "$here/$1.yaml" "$log" --map "$here/$1.map.yaml" --until "$3"
    check "$1: counts, stages, transitions, goals" compare expected "$work/$1.json" "$here/expected/$1.json"
}

journey ecom retentioneering/ecom.csv 2024-07-01T00:00:00Z
journey cdnow cdnow/CDNOW_master.txt 1998-07-01T00:00:00Z
journey clicks yoochoose-100k/yoochoose-clicks-100k_train_full.txt 2014-04-08T00:00:00Z

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
