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
try decide --store shop.db --customer paola --now 2026-03-10T12:00:00Z
try decide --store shop.db --customer paola --now 2026-03-10T12:00:00Z --at website --json
try decide --store shop.db --customer paola --at webshop
try due --store shop.db --now 2026-06-20T12:00:00Z
try claim --store shop.db --now 2026-06-20T12:00:00Z --limit 3
try report --store shop.db 00000000000000000000000000000000 sent
try report --store shop.db 0 sent
try report --store shop.db 00000000000000000000000000000000 eaten
try plan "$here/$model" --store shop.db
try plan "$here/$model" --store shop.db --json
try plan "$here/input/shop.yaml" --store shop.db
sed "s/^version: .*/version: 99/" "$here/$model" >next.yaml
try plan next.yaml --store shop.db
try part customer=paola login=paola --store shop.db
try part paola --store shop.db
try erase --store shop.db --customer nobody
try where --store nothing.db --customer paola
try where --customer paola
try where --store shop.db
try where --store log --customer paola
try claim --store shop.db --limit none
try run "$here/$model" log --store shop.db --trace
cd "$here" || exit 2
sed -i "s|$here/||g" "$said"
[ ! -e "$work/nothing.db" ] || echo 'looking at a store that is not there has made one' >>"$said"
"$tappa" export --store "$store" --customer paola >"$work/document" && python3 -m json.tool "$work/document" >/dev/null ||
    echo 'the document is no JSON' >>"$said"
"$tappa" erase --store "$store" --customer paola >/dev/null || echo 'nothing was erased' >>"$said"
if grep -qa paola "$store" "$store"-*; then echo 'a byte of the erased is left' >>"$said"; fi
compare
