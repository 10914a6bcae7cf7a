#!/bin/sh
# start.sh [PORT]: installs what is missing on a Debian 12, builds the package, and serves the backend on 127.0.0.1.
set -eu
cd "$(dirname "$0")/../../.."
. examples/python/package.sh
python_with fastapi uvicorn polars
echo "The backend: http://127.0.0.1:${1:-8080}/docs"
exec "$python" -m uvicorn --app-dir examples/python/backend --host 127.0.0.1 --port "${1:-8080}" --log-level warning backend:app
