#!/bin/sh
# start.sh FILE [WORKFLOW]: installs what is missing on a Debian 12 and writes the workflow of a Symfony configuration as a Tappa model.
set -eu
cd "$(dirname "$0")/../../.."
. tests/support/packages.sh
need php8.2-cli php-symfony-yaml >&2
exec php examples/php/symfony/bridge.php "$@"
