#!/bin/sh
# start.sh [PORT] [FILE]: installs what is missing on a Debian 12, builds, and serves the shop on 127.0.0.1 over a file, build-backend/shop.db if
# none is named.
set -eu
cd "$(dirname "$0")/../.."
. tests/support/packages.sh
need gcc libc6-dev meson ninja-build pkgconf libyaml-dev libjansson-dev libexpat1-dev libsqlite3-dev libmicrohttpd-dev tzdata curl jq
build build-backend -Dtests=false -Dexchange=enabled -Dengine=enabled -Dhttp=enabled -Dphp=disabled -Dpython=disabled -Dbuildtype=release
exec build-backend/examples/shop-backend/shop-backend --port "${1:-8080}" --store "${2:-build-backend/shop.db}" examples/shop-backend/shop.yaml
