#!/bin/sh
# How `tappa run --store` goes on: logs that grow, that are turned over, half a line, standard input, a time that is not yet, a store of long ago.
# shellcheck source=tests/command/golden.sh
. "$(dirname "$0")/golden.sh"
here=$PWD
cd "$work" || exit 2
printf 'tappa: 1\nmodel: shop\nversion: 1\nevents: {Added: {}}\nstages: {looking: {when: {Added: {}}}}\n' >shop.yaml

# line CUSTOMER ID HOUR, and run LOG...
line() {
    printf '{"customer": "%s", "id": "%s", "event": "Added", "time": "2026-03-03T%s:00:00Z"}\n' "$1" "$2" "$3"
}
run() {
    try run shop.yaml "$@" --store shop.db
}

line a 1 10 >in
run - <in
line b 2 11 >in
run - <in

line c 3 10 >log
line c 4 12 >>log
run log
line c 5 11 >>log # late, and behind what is in
run log
run log

line d 6 13 >log # a new day's log under the old name
run log
printf '{"customer": "d", "id": "7",' >>log # still being written
run log
printf ' "event": "Added", "time": "2026-03-03T14:00:00Z"}' >>log
run log
printf '\n' >>log
line d 8 15 >>log
run log

line d 9 18 >>log
line d 10 16 >>log
run log --until 2026-03-03T17:00:00Z
run log

line e 11 10 >other # beside one that is known, and changed while only half of it was in
line e 12 20 >>other
run log other --until 2026-03-03T12:00:00Z
line e 11 10 >other
line e 13 21 >>other
run log other

nameless() {
    line "$@" | sed 's/"id": "[0-9]*", //'
}
nameless l 0 10 >kept # nothing would hide what is taken twice
nameless l 0 11 >>kept
nameless l 0 20 >>kept
nameless m 0 09 >turned
nameless m 0 21 >>turned
run kept turned --until 2026-03-03T10:30:00Z
nameless n 0 12 >turned
nameless l 0 10 >>kept # in time before what is left: it is behind it
run kept turned --until 2026-03-03T11:30:00Z
nameless o 0 13 >turned
run kept turned
run kept turned

printf '{"customer": "f", "id": "14", "event": "Added", "time": "2999-01-01T00:00:00Z"}\n' >log
run log
line g 15 10 >new # only half of it is in, as where the first run is killed: that is told
line g 16 20 >>new
run new --until 2026-03-03T12:00:00Z
run new
run nothing

printf 'customer,id,event,time\nh,17,Added,2026-03-03T10:00:00Z\nh,18,Added,177253' >rows # a row as good as it stands
run rows
run rows
printf '2000000000\nh,"19\n9",Added,2026-03-03T12:00:00Z' >>rows # and one of two lines
run rows
printf '\nh,20,Added,2026-03-03T13:00:00Z\nh,"2' >>rows # open quotes: nothing behind them is a row
run rows
printf '1\nv,99,Added,2026-03-03T11:00:00Z\nbye' >>rows
run rows
printf '",Added,2026-03-03T14:00:00Z\n' >>rows
run rows
run rows
printf '{"customer": "k", "event": "Added", "time": "2026-03-03T10:00:00Z"}\n ' >blanks # behind which a line begins
run blanks
printf '{"customer": "k", "event": "Added", "time": "2026-03-03T11:00:00Z", "data": {"x": 99999999999999999999' >>blanks
run blanks
printf '.5}}' >>blanks
run blanks
run blanks
printf '\n' >>blanks
run blanks

printf 'customer,event,time\nw,Added,1772532000000000\nw,Added,1772533000000000\nw,Added,1772600000000000\n' >begun
printf 'customer: customer\nevent: event\ntime: time\ntime_format: date\n' >map # by which there is nothing in it
run begun --until 2026-03-03T12:00:00Z
run begun --map map
run begun

xes='<log><trace><string key="concept:name" value="i"/><event><string key="concept:name" value="Added"/><date key="time:timestamp" value="2026-03-03T10:00:00Z"/></event>'
printf '%s' "$xes" >case # all in one line, and not all of it
run case --format xes
printf '\n' >>case
run case --format xes
printf '</trace></log>' >>case
run case --format xes
run case --format xes
printf '%s' "${xes%</event>}<string key=\"org:resource\" value=\"&lt;\"/></event><event><string key=\"concept:name\" value=\"Added\"/></event></trace></log>" >case # whole, and one is bad
run case --format xes
run case --format xes
printf '[{"customer": "j", "event": "Added", "time": "2026-03-03T10:00:00Z"}, {"customer": "j", "event": "Added"}]' >array # whole as well
run array
printf '\n' >>array
run array
{
    echo 'The journal:'
    for customer in a b c d e f h i j k l m n o v; do
        "$tappa" journal --store shop.db --customer $customer 2>&1 |
            sed -E 's/.*"time": "([^"]*)".*"outcome": "([^"]*)".*/\1 \2/' | sed "s/^/$customer /"
    done
} >>"$said"
cd "$here" || exit 2
compare
