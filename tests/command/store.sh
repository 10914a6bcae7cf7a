#!/bin/sh
# The command over a store: a run that goes on where it stopped, looking in, deciding, contacts, time, plans, forgetting; what is wrong.
# shellcheck source=tests/command/golden.sh
. "$(dirname "$0")/golden.sh"
store=$work/shop.db
log=../../examples/data/shop.ndjson model=../../examples/models/omnichannel.yaml
# Half of the log, then the whole of it: the second run goes on behind the first.
head -n 150 "$log" >"$work/log"
cd "$work" || exit 2
here=$OLDPWD
try run "$here/$model" log --store shop.db
cp "$here/$log" log
try run "$here/$model" log --store shop.db --json
try run "$here/$model" log --store shop.db
try where --store shop.db --customer paola
try where --store shop.db --customer customer=paola --json
try journal --store shop.db --customer anna --explain
# What is told of events that were taken, of those that were not, and of what failed: on the screen, and in the journal.
cat >odd.yaml <<'END'
tappa: 1
model: odd
version: 1
events: {Paid: {fields: {order: string}}}
channels: {email: {setting: online, consent: marketing}}
touchpoints: {mail: {channel: email, direction: outbound}}
stages: {open: {when: {Paid: {to: paid, do: [{start: care}, {emit: thanks, with: {order: event.order}}]}}}, paid: {}}
goals: {sale: {reach: paid}}
END
{
    echo '{"id": "1", "customer": "ann", "event": "Channel Preferred", "time": "2026-04-01T08:00:00Z", "data": {"channel": "email"}}'
    echo '{"id": "2", "customer": "ann", "event": "Channel Preferred", "time": "2026-04-01T08:01:00Z", "data": {"chanel": "email"}}'
    echo '{"id": "3", "customer": "ann", "event": "Unsubscribed", "time": "2026-04-01T08:02:00Z", "data": {"channel": "Em\u001bail"}}'
    echo '{"id": "4", "customer": "ann", "event": "Paid", "time": "2026-04-01T08:03:00Z", "zone": "Europe/Room"}'
    echo '{"id": "5", "customer": "ann", "event": "Paid", "time": "2026-04-01T08:04:00Z", "touchpoint": "tll"}'
    echo '{"id": "6", "customer": "ann", "event": "Paid", "time": "2026-04-01T08:05:00Z"}'
    echo '{"id": "7", "customer": "guest", "event": "Paid", "time": "2026-04-01T08:06:00Z"}'
    echo '{"id": "8", "event": "Paid", "time": "2026-04-01T08:07:00Z", "data": {"order": "8-a"}}'
} >odd
try run odd.yaml odd --store odd.db
try journal --store odd.db --customer ann
try journal --store odd.db --nobody
try where --store odd.db --nobody
try due --store odd.db --limit 1
# A log with a new version: what happens from its first event on goes by that, also of somebody new; who cannot go on stays, and that is told.
sed 's/^version: 1/version: 2/; s/filled/basket/g' "$here/../../examples/shop-backend/shop.yaml" >basket.yaml
cp "$here/../../examples/shop-backend/shop.yaml" filled.yaml
{ cat basket.yaml; printf 'migrate:\n  - {from: 1, stages: {filled: basket}}\n'; } >moves.yaml
added() {
    printf '{"id": "%s", "customer": "%s", "event": "Product Added", "time": "%s", "data": {"price": 30.0}}\n' "$@"
}
for new in basket moves; do
    added 1 ann 2026-04-01T09:00:00Z | "$tappa" run filled.yaml - --store $new.db >/dev/null
    { added 2 zed 2026-04-01T12:00:00Z; added 3 ann 2026-04-01T12:01:00Z; } >old
    try run $new.yaml old --store $new.db
    try where --store $new.db --customer zed
    added 4 zed 2026-04-01T13:00:00Z >>old
    try run filled.yaml old --store $new.db
done
try plan basket.yaml --store basket.db --now 2026-06-20T12:00:00Z
try decide --store shop.db --customer paola --now 2026-03-10T12:00:00Z
try decide --store shop.db --customer paola --now 2026-03-10T12:00:00Z --at website --json
try decide --store shop.db --customer paola --at webshop
try due --store shop.db --now 2026-06-20T12:00:00Z
try claim --store shop.db --now 2026-06-20T12:00:00Z --limit 3
try report --store shop.db 00000000000000000000000000000000 sent
try report --store shop.db 0 sent
try report --store shop.db 00000000000000000000000000000000 eaten
try plan "$here/$model" --store shop.db --now 2026-06-20T12:00:00Z
try plan "$here/$model" --store shop.db --now 2026-06-20T12:00:00Z --json
try plan "$here/input/shop.yaml" --store shop.db --now 2026-06-20T12:00:00Z
sed "s/^version: .*/version: 99/" "$here/$model" >next.yaml
try plan next.yaml --store shop.db --now 2026-06-20T12:00:00Z
# A new version: applied, and applied again; another of its number; one to which nobody can go.
sed "s/^version: .*/version: 3/; s/from: 1/from: 2/" "$here/$model" >next.yaml
try plan next.yaml --store shop.db --now 2026-06-20T12:00:00Z --json
try apply next.yaml --store shop.db --now 2026-06-20T12:00:00Z
try apply next.yaml --store shop.db --now 2026-06-20T12:00:00Z --json
sed "s/at_most: 4/at_most: 5/" next.yaml >other.yaml
try plan other.yaml --store shop.db --now 2026-06-20T12:00:00Z
try apply other.yaml --store shop.db
try apply "$here/input/shop.yaml" --store shop.db
sed "s/^version: .*/version: 4/" "$here/$model" >last.yaml
try apply last.yaml --store shop.db --now 2026-06-20T12:00:00Z
try apply last.yaml --store shop.db --now 2026-06-20T12:00:00Z --json
try counts --store shop.db
try counts --store shop.db --json
"$tappa" run "$here/input/counts.yaml" "$here/input/counts.ndjson" --store counts.db >/dev/null
try counts --store counts.db
try counts --store counts.db --json
# Somebody's row is damaged: who it is, that all others go on, and that it can be erased.
try damaged --store counts.db
python3 -c 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute("UPDATE customer SET state=x\x27\x27 WHERE customer=(SELECT customer FROM identity WHERE value=\x27bob\x27)"); db.commit()' counts.db
try damaged --store counts.db
try where --store counts.db --customer bob
try due --store counts.db
try counts --store counts.db
try apply "$here/input/counts.yaml" --store counts.db
try erase --store counts.db --customer bob --now 2026-06-20T12:00:00Z
try damaged --store counts.db
# A file that is cut off, and one of which a page is overwritten: what may be, and what to do; `damaged` does not send to itself.
head -c 20000 shop.db >cut.db
try where --store cut.db --customer paola
try damaged --store cut.db
cp shop.db page.db
python3 -c 'import sqlite3, sys; name = sys.argv[1]; db = sqlite3.connect(name); page = db.execute("SELECT rootpage FROM sqlite_master WHERE name=\x27customer\x27").fetchone()[0] - 1; size = db.execute("PRAGMA page_size").fetchone()[0]; db.close(); file = open(name, "r+b"); file.seek(page * size); file.write(b"\xff" * size)' page.db
try export --store page.db --customer paola
try damaged --store page.db
# Who is claimed is somebody: by what identity, and what is known. What failed on the way is told.
"$tappa" run "$here/input/greet.yaml" "$here/input/greet.ndjson" --store greet.db >/dev/null
try claim --store greet.db --now 2026-06-20T12:00:00Z
# Files in which no store can stand.
ln -s nowhere link.db
try run "$here/$model" log --store link.db
try where --store link.db --customer paola
mkdir folder.db
try run "$here/$model" log --store folder.db
mkdir lock.db-lock
try run "$here/$model" log --store lock.db
# Input that is closed is no input of no lines.
try run "$here/$model" - --store closed.db <&-
try run "$here/$model" - <&-
try run "$here/$model" log --store missing/shop.db
# What cannot be read leaves no store behind: a log that is missing, a map that names other columns.
try run "$here/$model" log nowhere.ndjson --store left.db
sed 's/^customer: .*/customer: nobodys_column/' "$here/input/events.map.yaml" >map.yaml
try run "$here/input/shop.yaml" "$here/input/events.csv" --map map.yaml --store left.db
try run "$here/$model" . --store left.db
for left in left.db* closed.db*; do [ ! -e "$left" ] || echo "$left is left behind" >>"$said"; done
# Nothing but errors.
printf '{}\n{\n' >bad
try run "$here/$model" bad --store bad.db
try run "$here/$model" bad log --store bad.db --json
# What is in is not read again: every line with an error is told.
i=0
while [ $i -lt 25 ]; do echo '{'; i=$((i + 1)); done >many
head -n 1 "$here/$log" >>many
try run "$here/$model" many --store many.db
try run "$here/$model" many --store many.db
try part customer=paola login=paola --store shop.db
try part customer=nobody login=paola --store shop.db
try part paola nobody --store shop.db
try part paola customer=anna --store shop.db
try part paola --store shop.db
try where --customer paola --store ''
try run "$here/$model" log --store=
try erase --store shop.db --customer nobody
try where --store nothing.db --customer paola
try where --customer paola
try where --store shop.db
try where --store log --customer paola
# A store of 0 bytes is none, and nobody's; a run makes one of it.
: >empty.db
try where --store empty.db --customer paola
try due --store empty.db
try claim --store empty.db
[ ! -s empty.db ] || echo 'looking at an empty file has made a store' >>"$said"
try run "$here/$model" bad log --store empty.db
printf x >byte
try where --store byte --customer paola
try where --store shop.db --customer paola --customer anna
try erase --store shop.db --customer anna --store log
try claim --store shop.db --limit 1 --limit 2
try due --store shop.db --now 2026-03-10T12:00:00Z --now 2026-03-11T12:00:00Z
try decide --store shop.db --customer paola --at website --at=webshop
try run "$here/$model" log --store shop.db --store other.db
try claim --store shop.db --limit none
try claim --store shop.db --limit 1025
try run "$here/$model" log --store shop.db --trace
try run "$here/$model" log --shared
# The same log by another name; one that begins otherwise than when it was read.
try run "$here/$model" ./log --store shop.db
head -n 5 odd >shorter && mv shorter odd
try run odd.yaml odd --store odd.db
# Of what somebody sent nothing moves a terminal, ends a line, or turns the direction of writing.
cat >hostile.yaml <<'END'
tappa: 1
model: hostile
version: 1
events: {E: {fields: {f: string}}}
data: {f: {type: string, default: ""}, n: {type: int, default: 0}}
touchpoints: {desk: {channel: shop, direction: inbound}}
channels: {shop: {setting: offline}}
offers: {chair: {touchpoint: desk, if: int(data.f) > 3}}
stages: {a: {when: {E: [{do: [{set: {f: event.f}}, {set: {n: int(event.f)}}]}]}}}
END
printf '%s\n' '{"id": "1", "customer": "eve\u009b\u001b[5m\nmore", "event": "Consent Given", "time": "2026-03-10T10:00:00Z", "data": {"purpose": "news\u001b[5m\nagrees to marketing", "channel": "e\u202email"}}' \
    '{"id": "2", "customer": "eve\u009b\u001b[5m\nmore", "event": "E", "time": "2026-03-10T10:00:01Z", "data": {"f": "X\u001b[31mred\u2028\nforged: open"}}' >hostile
eve=$(printf 'eve\302\233\033[5m\nmore')
try run hostile.yaml hostile --store hostile.db
try where --store hostile.db --customer "$eve"
try where --store hostile.db --customer "$eve" --json
try decide --store hostile.db --customer "$eve" --at desk --now 2026-03-10T10:00:02Z
try journal --store hostile.db --customer "$eve"
try explain hostile.yaml hostile --customer "$eve"
try where --store hostile.db --customer "$eve."
cd "$here" || exit 2
sed -i "s|$here/||g" "$said"
[ ! -e "$work/nothing.db" ] || echo 'looking at a store that is not there has made one' >>"$said"
"$tappa" export --store "$store" --customer paola >"$work/document" && python3 -m json.tool "$work/document" >/dev/null ||
    echo 'the document is no JSON' >>"$said"
"$tappa" erase --store "$store" --customer paola >/dev/null || echo 'nothing was erased' >>"$said"
if grep -qa paola "$store" "$store"-*; then echo 'a byte of the erased is left' >>"$said"; fi
compare
