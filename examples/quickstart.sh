#!/bin/sh
# Builds the library and the command, runs a model over a log, and draws the model: on a Debian 12 with nothing installed.
set -eu
cd "$(dirname "$0")/.."
. tests/support/packages.sh
need gcc libc6-dev meson ninja-build pkgconf libyaml-dev libjansson-dev libexpat1-dev tzdata
echo 'Building in build-quickstart'
build build-quickstart -Dtests=false -Dexchange=enabled -Dengine=disabled -Dpython=disabled -Dbuildtype=release

tappa=build-quickstart/examples/tappa/tappa
model=examples/models/omnichannel.yaml
echo "tappa run $model examples/data/shop.ndjson"
echo
$tappa run $model examples/data/shop.ndjson
echo
$tappa draw $model --as svg >build-quickstart/omnichannel.svg
echo "The picture: $PWD/build-quickstart/omnichannel.svg"
