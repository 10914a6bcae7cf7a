#!/bin/sh
# start.sh LOG SVG: installs what is missing on a Debian 12, builds the package, and draws how the log's customers went from stage to stage.
set -eu
cd "$(dirname "$0")/../../.."
. examples/python/package.sh
python_with fastapi uvicorn polars
exec "$python" examples/python/flow/flow.py "$@"
