#!/bin/sh
# needs.sh VENV PYTHON SCRIPT...: runs the script with a Python that has what the tests need of PyPI, in a virtual environment that is made
# where it is missing. What cannot be installed is a failure.
set -eu
venv=$1 base=$2
shift 2
packages='mypy pyarrow polars pandas numpy duckdb fastapi uvicorn setuptools wheel'
exec 9>"$venv.lock"
flock 9 # tests run side by side
if [ "$(cat "$venv/installed" 2>/dev/null)" != "$packages" ]; then
    log=$(mktemp)
    # shellcheck disable=SC2086 # a list
    if "$base" -m venv --clear "$venv" >"$log" 2>&1 && "$venv/bin/pip" --disable-pip-version-check install -q --only-binary :all: $packages >>"$log" 2>&1; then
        rm -f "$log"
        echo "$packages" >"$venv/installed"
    else
        cat "$log"
        rm -f "$log"
        exit 1
    fi
fi
exec 9>&-
exec "$venv/bin/python" "$@"
