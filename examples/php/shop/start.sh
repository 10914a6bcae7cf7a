#!/bin/sh
# start.sh [PORT]: installs what is missing on a Debian 12, builds the extension, and serves the shop on 127.0.0.1.
set -eu
cd "$(dirname "$0")/../../.."
. examples/php/extension.sh
find_php
echo "The shop: http://127.0.0.1:${1:-8080}/"
PHP_CLI_SERVER_WORKERS=4 exec "$php" -S "127.0.0.1:${1:-8080}" examples/php/shop/index.php
